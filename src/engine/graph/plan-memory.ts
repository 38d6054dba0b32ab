/**
 * Where the tensors of a recorded step will lie. Two decisions: which copies vanish because a kernel may write straight to the copy's
 * target (the next value of a variable, a gradient's place in the flat gradient), and which tensors share a buffer because they never
 * live at the same time. Pure: buffers are numbered, none is made.
 */
import { type Command, type Range, type Storage, VirtualBuffer } from './trace.ts';

export interface MemoryPlan {
	/** For each virtual buffer either a number of a shared buffer, or a given place. */
	readonly places: ReadonlyMap<VirtualBuffer, number | Range>;
	/** Bytes of each shared buffer. */
	readonly sizes: readonly number[];
	/** Indices of copies that need not be made. */
	readonly elided: ReadonlySet<number>;
}

interface Life {
	first: number;
	last: number;
	/** Commands that touch it. */
	readonly users: number[];
}

/** `pins`: tensors that must lie in a given place because they outlive the step. */
export function planMemory(commands: readonly Command[], pins: ReadonlyMap<VirtualBuffer, Range>): MemoryPlan {
	const lives = livesOf(commands);
	const places = new Map<VirtualBuffer, number | Range>(pins);
	const elided = elideCopies(commands, lives, places);
	const sizes = share(lives, places);
	return { places, sizes, elided };
}

export function rangesOf(command: Command): readonly { readonly range: Range; readonly isWritten: boolean }[] {
	if (command.kind === 'dispatch') return command.bindings.map((range, i) => ({ range, isWritten: i < command.writes }));
	return [
		{ range: command.from, isWritten: false },
		{ range: command.to, isWritten: true },
	];
}

function livesOf(commands: readonly Command[]): Map<VirtualBuffer, Life> {
	const lives = new Map<VirtualBuffer, Life>();
	for (const [at, command] of commands.entries()) {
		for (const { range } of rangesOf(command)) {
			if (!(range.storage instanceof VirtualBuffer)) continue;
			const life = lives.get(range.storage) ?? { first: at, last: at, users: [] };
			life.last = at;
			if (life.users.at(-1) !== at) life.users.push(at);
			lives.set(range.storage, life);
		}
	}
	return lives;
}

/**
 * A copy from a tensor of this step to a given place is left out when the tensor can lie in that place from the start: nobody may look at
 * the place between the tensor's birth and the copy, and no command may see the place's buffer both for reading and for writing, which
 * WebGPU forbids.
 */
function elideCopies(
	commands: readonly Command[],
	lives: ReadonlyMap<VirtualBuffer, Life>,
	places: Map<VirtualBuffer, number | Range>,
): Set<number> {
	const elided = new Set<number>();
	const touching = usersByBuffer(commands);
	const placeOf = (range: Range): Range => {
		const place = range.storage instanceof VirtualBuffer ? places.get(range.storage) : undefined;
		return typeof place === 'object' ? { ...range, storage: place.storage, offset: place.offset + range.offset } : range;
	};
	for (const [at, command] of commands.entries()) {
		if (command.kind !== 'copy') continue;
		const { from, to } = command;
		const tensor = from.storage;
		if (!(tensor instanceof VirtualBuffer) || places.has(tensor) || from.offset !== 0 || from.bytes !== tensor.bytes) continue;
		const life = lives.get(tensor);
		if (life === undefined || to.storage instanceof VirtualBuffer) continue;
		const others = (touching.get(to.storage) ?? []).filter((user) => user >= life.first && user !== at);
		// After the copy its place holds the same; only who writes there while the tensor is still read would do harm.
		const isSeen = others.some((user) => (user < at || user <= life.last) && overlapsPlace(commands[user], to, user > at));
		const clashes = life.users.some((user) => {
			const used = commands[user];
			return user !== at && used !== undefined && mixesAccess(used, tensor, to, placeOf);
		});
		if (isSeen || clashes) continue;
		places.set(tensor, to);
		elided.add(at);
		const users = touching.get(to.storage) ?? [];
		touching.set(to.storage, [...users, ...life.users]);
	}
	return elided;
}

function usersByBuffer(commands: readonly Command[]): Map<Storage, number[]> {
	const users = new Map<Storage, number[]>();
	for (const [at, command] of commands.entries()) {
		for (const { range } of rangesOf(command)) {
			if (range.storage instanceof VirtualBuffer) continue;
			const list = users.get(range.storage);
			if (list === undefined) users.set(range.storage, [at]);
			else if (list.at(-1) !== at) list.push(at);
		}
	}
	return users;
}

function overlapsPlace(command: Command | undefined, place: Range, onlyWrites: boolean): boolean {
	if (command === undefined) return false;
	return rangesOf(command).some(
		({ range, isWritten }) =>
			(isWritten || !onlyWrites) &&
			range.storage === place.storage &&
			range.offset < place.offset + place.bytes &&
			place.offset < range.offset + range.bytes,
	);
}

/** Would this command bind the buffer both for reading and for writing, or twice in one place, were the tensor in it? */
function mixesAccess(command: Command, tensor: VirtualBuffer, to: Range, placeOf: (range: Range) => Range): boolean {
	const own = rangesOf(command).filter(({ range }) => range.storage === tensor);
	const others = rangesOf(command)
		.filter(({ range }) => range.storage !== tensor)
		.map(({ range, isWritten }) => ({ range: placeOf(range), isWritten }))
		.filter(({ range }) => range.storage === to.storage);
	const isWritten = own.some((use) => use.isWritten);
	const mixes = others.some((use) => use.isWritten !== isWritten);
	const aliases = isWritten && others.some(({ range }) => range.offset < to.offset + to.bytes && to.offset < range.offset + range.bytes);
	return mixes || aliases || own.some((use) => use.isWritten !== isWritten);
}

/** Linear scan: at its birth a tensor takes the smallest free buffer that is large enough, else a new one. Fills `places`. */
function share(lives: ReadonlyMap<VirtualBuffer, Life>, places: Map<VirtualBuffer, number | Range>): number[] {
	const sizes: number[] = [];
	const free: number[] = [];
	const byFirst = [...lives].filter(([tensor]) => !places.has(tensor)).sort(([, a], [, b]) => a.first - b.first);
	const ending: { readonly last: number; readonly buffer: number }[] = [];
	for (const [tensor, life] of byFirst) {
		for (let i = ending.length - 1; i >= 0; i -= 1) {
			const end = ending[i];
			// A tensor that ends in the command where another begins is read there: they may not share.
			if (end !== undefined && end.last < life.first) {
				free.push(end.buffer);
				ending.splice(i, 1);
			}
		}
		const buffer = takeFree(free, sizes, tensor.bytes) ?? sizes.push(tensor.bytes) - 1;
		places.set(tensor, buffer);
		ending.push({ last: life.last, buffer });
	}
	return sizes;
}

function takeFree(free: number[], sizes: readonly number[], bytes: number): number | undefined {
	let best: number | undefined;
	for (const buffer of free) {
		const size = sizes[buffer] ?? 0;
		if (size >= bytes && (best === undefined || size < (sizes[best] ?? 0))) best = buffer;
	}
	if (best !== undefined) free.splice(free.indexOf(best), 1);
	return best;
}
