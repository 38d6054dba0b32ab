/**
 * Are two recordings of a step the same work? Equal but for numbers: the numbers are holes, filled anew at each step. Otherwise the first
 * difference is named. Buffers are compared by their role: the third tensor made here is the third tensor made there.
 */
import { type Command, Constant, kernelName, type Range, type Storage, type Trace, VirtualBuffer } from './trace.ts';

/** Numbers of a recording that change from step to step, by their place in it. */
export interface Holes {
	readonly constants: ReadonlySet<number>;
	/** Indices of commands whose uniforms change. */
	readonly uniforms: ReadonlySet<number>;
}

export const NO_HOLES: Holes = { constants: new Set(), uniforms: new Set() };

export type Comparison =
	| { readonly same: true; readonly holes: Holes /** A command that uses the first changed number. */; readonly at: number | null }
	| { readonly same: false; readonly what: string; readonly at: number };

export function compareTraces(before: Trace, now: Trace): Comparison {
	const roles = new Map<Storage, Storage>();
	const length = Math.min(before.commands.length, now.commands.length);
	const uniforms = new Set<number>();
	for (let at = 0; at < length; at += 1) {
		const [a, b] = [before.commands[at], now.commands[at]];
		if (a === undefined || b === undefined) break;
		const what = differenceOf(a, b, roles);
		if (what !== null) return { same: false, what, at };
		if (a.kind === 'dispatch' && b.kind === 'dispatch' && !sameBlock(a.uniforms, b.uniforms)) uniforms.add(at);
	}
	if (before.commands.length !== now.commands.length)
		return { same: false, what: `${before.commands.length} commands one time and ${now.commands.length} the next`, at: length };
	const constants = changedConstants(before, now);
	if (constants === null) return { same: false, what: 'tensors of other sizes', at: 0 };
	const first = Math.min(firstUse(now, constants), ...uniforms, Number.POSITIVE_INFINITY);
	return { same: true, holes: { constants, uniforms }, at: Number.isFinite(first) ? first : null };
}

function differenceOf(a: Command, b: Command, roles: Map<Storage, Storage>): string | null {
	if (a.kind === 'copy' && b.kind === 'copy')
		return sameRange(a.from, b.from, roles) && sameRange(a.to, b.to, roles) ? null : 'other tensors';
	if (a.kind === 'copy' || b.kind === 'copy') return 'other commands';
	if (a.key !== b.key) return `${kernelName(a.key)} one time and ${kernelName(b.key)} the next`;
	if (a.grid.join() !== b.grid.join() || a.uniforms?.length !== b.uniforms?.length)
		return `${kernelName(a.key)} on tensors of other shapes`;
	const isSame = a.bindings.length === b.bindings.length && a.bindings.every((range, i) => sameRange(range, b.bindings[i], roles));
	return isSame ? null : `${kernelName(a.key)} on other tensors`;
}

function sameRange(a: Range, b: Range | undefined, roles: Map<Storage, Storage>): boolean {
	if (b === undefined || a.offset !== b.offset || a.bytes !== b.bytes) return false;
	if (a.storage === b.storage) return true;
	const kinds = [VirtualBuffer, Constant];
	if (!kinds.some((kind) => a.storage instanceof kind && b.storage instanceof kind)) return false;
	const role = roles.get(a.storage);
	if (role === undefined) roles.set(a.storage, b.storage);
	return (role ?? b.storage) === b.storage;
}

function sameBlock(a: Uint32Array | null, b: Uint32Array | null): boolean {
	return a === b || (a !== null && b !== null && a.every((word, i) => word === b[i]));
}

/** Null when the constants are not even alike. */
function changedConstants(before: Trace, now: Trace): Set<number> | null {
	if (before.constants.length !== now.constants.length) return null;
	const changed = new Set<number>();
	for (const [i, a] of before.constants.entries()) {
		const b = now.constants[i];
		if (b === undefined || a.dtype !== b.dtype || a.values.length !== b.values.length) return null;
		if ((a.supplier === null) !== (b.supplier === null)) return null;
		if (a.supplier === null && !sameNumbers(a.values, b.values)) changed.add(i);
	}
	return changed;
}

/** Bit for bit but for the sign of zero and the payload of NaN. */
function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
	for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i] && !(Number.isNaN(a[i]) && Number.isNaN(b[i]))) return false;
	return true;
}

function firstUse(trace: Trace, constants: ReadonlySet<number>): number {
	const changed = new Set<Storage>(trace.constants.filter((_, i) => constants.has(i)));
	const at = trace.commands.findIndex(
		(command) => command.kind === 'dispatch' && command.bindings.some(({ storage }) => changed.has(storage)),
	);
	return at < 0 ? Number.POSITIVE_INFINITY : at;
}
