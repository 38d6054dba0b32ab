/**
 * Joins elementwise commands of a recorded step into fewer kernels. A group waits as long as nobody outside needs what it makes and nobody
 * changes what it reads; then it becomes one command. The numbers stay the same, except that a driver may join a product and a sum.
 */
import { type ElementwiseOp, elementwiseOp } from './elementwise-ops.ts';
import { type FusedInput, type FusedMember, fusedKernel, type Operand, sizeOf } from './fused-kernel.ts';
import { rangesOf } from './plan-memory.ts';
import { type Command, Constant, type Dispatch, type Pipeline, type Range, type Storage, VirtualBuffer } from './trace.ts';

export interface FuseOptions {
	/** Buffers that a kernel may bind, uniforms left out. */
	readonly maxBuffers: number;
	/** Compiles beside others. */
	readonly compile: (code: string) => Pipeline;
	/** Constants that change from step to step: they stay buffers. */
	readonly changing: ReadonlySet<Constant>;
	/** Commands whose uniforms change: they stay as they are. */
	readonly untouched: ReadonlySet<number>;
	/** Tensors that outlive the step. */
	readonly pinned: ReadonlySet<VirtualBuffer>;
}

/** A command with the index of the recorded one that it was, or null for a fused one. */
export interface Placed {
	readonly command: Command;
	readonly origin: number | null;
}

interface Member {
	readonly at: number;
	readonly op: ElementwiseOp;
	readonly command: Dispatch;
	readonly output: VirtualBuffer;
}

interface Group {
	readonly shape: readonly number[];
	readonly members: Member[];
	/** By place and shape: one buffer may be read as several tensors. */
	readonly inputs: Map<string, View>;
}

/** A tensor as a command reads it. */
interface View {
	readonly key: string;
	readonly range: Range;
	readonly tensor: FusedInput;
}

const numbers = new WeakMap<Storage, number>();
let nextNumber = 0;

function viewsOf({ bindings, tensors }: Dispatch): View[] {
	return bindings.slice(1).map((range, i) => {
		const tensor = tensors?.[i + 1];
		if (tensor === undefined) throw new Error('A command to be fused does not describe its tensors. This is a fault of Gradus.');
		const number = numbers.get(range.storage) ?? nextNumber++;
		numbers.set(range.storage, number);
		return { key: `${number}@${range.offset}:${tensor.shape.join()}`, range, tensor };
	});
}

export function fuseElementwise(commands: readonly Command[], options: FuseOptions): Placed[] {
	const context: Context = { options, users: countUsers(commands), updates: findUpdates(commands), dropped: new Set() };
	const result: Placed[] = [];
	let open: Group[] = [];
	const flush = (group: Group): void => {
		open = open.filter((each) => each !== group);
		result.push(group.members.length === 1 ? asRecorded(group) : { command: emit(group, open, context), origin: null });
	};
	for (const [at, command] of commands.entries()) {
		if (context.dropped.has(at)) continue;
		const member = options.untouched.has(at) ? null : memberOf(command, at);
		const home = member === null ? null : chooseHome(open, member, context);
		for (const group of [...open]) if (group !== home && disturbs(command, group)) flush(group);
		// A copy that was waiting for a group may be part of that group now.
		if (context.dropped.has(at)) continue;
		if (member === null) {
			result.push({ command, origin: at });
			continue;
		}
		// The group may have been sent off just now, because the member needs another group's values as well.
		if (home !== null && open.includes(home)) join(home, member, options);
		else open.push(join({ shape: outputShape(member.command), members: [], inputs: new Map() }, member, options));
	}
	for (const group of open) flush(group);
	return result;
}

interface Context {
	readonly options: FuseOptions;
	readonly users: ReadonlyMap<VirtualBuffer, ReadonlySet<number>>;
	readonly updates: ReadonlyMap<VirtualBuffer, Update>;
	/** Copies that a group has made needless. */
	readonly dropped: Set<number>;
}

/** A value that is copied to a place outside at the end of the step: the next value of a variable. */
interface Update {
	readonly copy: number;
	readonly to: Range;
	/** Other commands that touch the place. */
	readonly others: readonly number[];
}

function findUpdates(commands: readonly Command[]): Map<VirtualBuffer, Update> {
	const touching = new Map<Storage, { readonly at: number; readonly range: Range }[]>();
	for (const [at, command] of commands.entries()) {
		for (const { range } of rangesOf(command)) {
			if (range.storage instanceof VirtualBuffer) continue;
			const list = touching.get(range.storage) ?? [];
			list.push({ at, range });
			touching.set(range.storage, list);
		}
	}
	const updates = new Map<VirtualBuffer, Update>();
	for (const [copy, command] of commands.entries()) {
		if (command.kind !== 'copy' || !(command.from.storage instanceof VirtualBuffer) || command.to.storage instanceof VirtualBuffer)
			continue;
		const { from, to } = command;
		const others = (touching.get(to.storage) ?? []).filter(({ at, range }) => at !== copy && overlaps(range, to)).map(({ at }) => at);
		// A value with two places is copied as it stands.
		if (updates.has(command.from.storage)) updates.delete(command.from.storage);
		else if (from.offset === 0 && from.bytes === command.from.storage.bytes) updates.set(command.from.storage, { copy, to, others });
	}
	return updates;
}

function overlaps(a: Range, b: Range): boolean {
	return a.storage === b.storage && a.offset < b.offset + b.bytes && b.offset < a.offset + a.bytes;
}

/**
 * Members that may write at once to the place of the variable whose old value the group reads, by index, with the key of that view.
 * Nobody else may look at the place from here on, nor wait to look at what it held.
 */
function findInPlace(
	{ members, inputs, shape }: Group,
	open: readonly Group[],
	{ options, users, updates, dropped }: Context,
): Map<number, string> {
	const found = new Map<number, string>();
	const inside = new Set(members.map(({ at }) => at));
	const last = Math.max(...inside);
	for (const [i, { output, command }] of members.entries()) {
		const update = updates.get(output);
		if (update === undefined || options.pinned.has(output) || command.tensors?.[0]?.dtype !== 'float32') continue;
		const view = [...inputs.values()].find(
			({ range, tensor }) =>
				range.storage === update.to.storage && range.offset === update.to.offset && tensor.shape.join() === shape.join(),
		);
		const isSeenLater = update.others.some((at) => at > last && !inside.has(at));
		const isAwaited = open.some((group) => [...group.inputs.values()].some(({ range }) => overlaps(range, update.to)));
		const isReadTwice = [...inputs.values()].some((other) => other !== view && overlaps(other.range, update.to));
		const outside = [...(users.get(output) ?? [])].filter((user) => !inside.has(user) && user !== update.copy);
		if (view === undefined || isSeenLater || isAwaited || isReadTwice || outside.length > 0) continue;
		found.set(i, view.key);
		dropped.add(update.copy);
	}
	return found;
}

function asRecorded({ members: [only] }: Group): Placed {
	if (only === undefined) throw new Error('A group of fused commands is empty. This is a fault of Gradus.');
	return { command: only.command, origin: only.at };
}

/** Only float tensors of 1 to 6 dimensions that tfjs describes whole; the output is new in this step. */
function memberOf(command: Command, at: number): Member | null {
	if (command.kind !== 'dispatch' || command.tensors === null) return null;
	const op = elementwiseOp(command.key);
	const output = command.bindings[0]?.storage;
	if (op === null || command.bindings.length !== op.arity + 1 || !(output instanceof VirtualBuffer)) return null;
	return { at, op, command, output };
}

const outputShape = (command: Dispatch): readonly number[] => command.tensors?.[0]?.shape ?? [];

function countUsers(commands: readonly Command[]): Map<VirtualBuffer, Set<number>> {
	const users = new Map<VirtualBuffer, Set<number>>();
	for (const [at, command] of commands.entries()) {
		for (const { range, isWritten } of rangesOf(command)) {
			if (isWritten || !(range.storage instanceof VirtualBuffer)) continue;
			const set = users.get(range.storage) ?? new Set();
			users.set(range.storage, set.add(at));
		}
	}
	return users;
}

/** Would this command see a value before the group has made it, or change what the group is yet to read? */
function disturbs(command: Command, { members, inputs }: Group): boolean {
	return rangesOf(command).some(
		({ range, isWritten }) =>
			members.some(({ output }) => output === range.storage) ||
			(isWritten && [...inputs.values()].some((view) => view.range.storage === range.storage)),
	);
}

/** The group of the same shape that has most of the member's operands, if it can still bind everything. */
function chooseHome(open: readonly Group[], member: Member, context: Context): Group | null {
	const shape = outputShape(member.command).join();
	const needs = viewsOf(member.command);
	let [best, bestShared] = [null as Group | null, -1];
	for (const group of open) {
		if (group.shape.join() !== shape) continue;
		const made = new Set<Storage>(group.members.map(({ output }) => output));
		const shared = needs.filter(({ key, range }) => made.has(range.storage) || group.inputs.has(key)).length;
		if (shared <= bestShared || !fits(group, member, context)) continue;
		[best, bestShared] = [group, shared];
	}
	return best;
}

function fits(group: Group, member: Member, context: Context): boolean {
	const { options } = context;
	const members = [...group.members, member];
	const made = new Set<Storage>(members.map(({ output }) => output));
	const read = viewsOf(member.command).filter(({ range }) => !made.has(range.storage) && !isNumber(range.storage, options));
	const inputs = new Set([...group.inputs.keys(), ...read.map(({ key }) => key)]);
	const outputs = members.filter(({ output }) => isNeeded(output, members, context)).length;
	return inputs.size + outputs <= options.maxBuffers;
}

function isNeeded(output: VirtualBuffer, members: readonly Member[], { users, options: { pinned } }: Context): boolean {
	const inside = new Set(members.map(({ at }) => at));
	return pinned.has(output) || [...(users.get(output) ?? [])].some((user) => !inside.has(user));
}

/** One number that never changes: it needs no buffer. */
function isNumber(storage: Storage, { changing }: Pick<FuseOptions, 'changing'>): storage is Constant {
	return storage instanceof Constant && storage.values.length === 1 && storage.supplier === null && !changing.has(storage);
}

function join(group: Group, member: Member, options: FuseOptions): Group {
	const made = new Set<Storage>(group.members.map(({ output }) => output));
	for (const view of viewsOf(member.command))
		if (!made.has(view.range.storage) && !isNumber(view.range.storage, options)) group.inputs.set(view.key, view);
	group.members.push(member);
	return group;
}

function emit(group: Group, open: readonly Group[], context: Context): Dispatch {
	const { members, inputs, shape } = group;
	const { options } = context;
	const inPlace = findInPlace(group, open, context);
	const changed = new Map([...inPlace].map(([member, key]) => [key, member] as const));
	const views = [...inputs.values()].filter(({ key }) => !changed.has(key));
	const placeOfMember = new Map<Storage, number>(members.map(({ output }, i) => [output, i]));
	const operand = ({ key, range: { storage } }: View): Operand => {
		if (isNumber(storage, options)) return { from: 'number', value: storage.values[0] ?? 0 };
		const [at, place] = [placeOfMember.get(storage), changed.get(key)];
		if (at !== undefined) return { from: 'member', at };
		return place === undefined ? { from: 'input', at: views.findIndex((view) => view.key === key) } : { from: 'place', at: place };
	};
	const fused: FusedMember[] = members.map(({ op, command, output }, i) => ({
		op,
		operands: viewsOf(command).map(operand),
		dtype: command.tensors?.[0]?.dtype ?? 'float32',
		isOutput: inPlace.has(i) || isNeeded(output, members, context),
	}));
	const { code, grid, uniforms } = fusedKernel(
		fused,
		views.map(({ tensor }) => tensor),
		shape,
	);
	const outputs = members.flatMap(({ command }, i) => {
		const place = inPlace.get(i);
		if (place !== undefined) return [inputs.get(place)?.range].filter((range) => range !== undefined);
		return fused[i]?.isOutput ? command.bindings.slice(0, 1) : [];
	});
	return {
		kind: 'dispatch',
		key: `fused${members.length}|${code}`,
		pipeline: options.compile(code),
		bindings: [...outputs, ...views.map(({ range }) => range)],
		writes: outputs.length,
		uniforms,
		grid,
		tensors: null,
		flops: members.length * sizeOf(shape),
		stack: null,
	};
}
