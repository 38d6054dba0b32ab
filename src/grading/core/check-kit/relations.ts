/**
 * Properties that compare a function with itself: change the input in a known way, and the output must follow, or stand still.
 * None needs a reference, so all may be public. Each gives null, or a failure that names the idea, the place and what was seen there.
 */
import { isTensorValue, type TensorValue, tensorValue, type Value } from '#contract/value.ts';
import { type Asked, type Inputs, isFailure, tensorsOf } from './asked.ts';
import type { Failure } from './expect-tensor.ts';
import { numberText, shapeText } from './numbers.ts';
import { mustEqual, type PropertyWords } from './property-words.ts';

export interface Permuted extends PropertyWords {
	readonly inputs: Inputs;
	/** Which inputs are put into another order, and along which axis. */
	readonly moves: readonly { readonly input: number; readonly axis: number }[];
	/** The axis of the output that follows; null where the output may not change. */
	readonly follows: number | null;
	/** One of what is reordered: "token", "group". */
	readonly thing: string;
	readonly random: () => number;
}

/** Another order of the inputs gives the same order of outputs (equivariance), or the same output (invariance, `follows: null`). */
export async function followsOrder(asked: Asked, question: Permuted): Promise<Failure | null> {
	const { inputs, moves, follows, thing, random } = question;
	const [first] = moves;
	const moved = first === undefined ? null : (inputs[first.input] ?? null);
	if (first === undefined || !isTensorValue(moved)) throw new TypeError(`followsOrder of ${asked.name}: name an input that is a tensor.`);
	const order = anotherOrder(moved.shape[first.axis] ?? 1, random);
	const reordered = inputs.map((value, i) => {
		const move = moves.find(({ input }) => input === i);
		return move !== undefined && isTensorValue(value) ? take(value, move.axis, order) : value;
	});
	const outputs = await tensorsOf(asked, [inputs, reordered]);
	if (isFailure(outputs)) return outputs;
	const [before, after] = outputs;
	if (before === undefined || after === undefined) return null;
	const idea =
		follows === null
			? `The order of the ${thing}s must not matter.`
			: `Another order of the ${thing}s must give the same outputs in that order.`;
	const expected = follows === null ? before : take(before, follows, order);
	return mustEqual(idea, `With the ${thing}s in the order ${order.join(', ')}, the output`, after, expected, question);
}

export interface Batched extends PropertyWords {
	/** The inputs of each member by itself. What is no tensor must be the same for all. */
	readonly members: readonly Inputs[];
	/** Axes put before those of a member, one batch for each. Default: none, and the members' first axis grows instead: rows of a table. */
	readonly leads?: readonly (readonly number[])[];
	/** One member: "sequence", "row". */
	readonly thing: string;
}

/** Each member of a batch comes out as it does alone. */
export async function batchIndependent(asked: Asked, question: Batched): Promise<Failure | null> {
	const { members, thing, leads, axes, diagnosis } = question;
	const alone = await tensorsOf(asked, members);
	if (isFailure(alone)) return alone;
	const idea = question.idea ?? `Each ${thing} of a batch must come out as it does alone.`;
	for (const lead of leads ?? [null]) {
		const inputs = (members[0] ?? []).map((first, i) => (isTensorValue(first) ? join(tensorsAt(members, i), lead) : first));
		const together = await tensorsOf(asked, [inputs]);
		// What a batch alone throws is what this property is about.
		if (isFailure(together)) return diagnosis === undefined ? together : { ...together, diagnosis, message: `${idea} ${together.message}` };
		const [got] = together;
		const names = lead === null || axes === undefined ? axes : [...['batch', 'row'].slice(0, lead.length - 1), thing, ...axes];
		const what = `For ${members.length} of them at once${lead === null ? '' : `, in axes ${shapeText(lead)}`}, the output`;
		const failure = got === undefined ? null : mustEqual(idea, what, got, join(alone, lead), named(question, names));
		if (failure !== null) return failure;
	}
	return null;
}

export interface Linear extends PropertyWords {
	readonly inputs: Inputs;
	/** The input in which the function is linear, and what it is called: "the weights". */
	readonly at: number;
	readonly argument: string;
}

/** Nothing gives nothing, twice gives twice, and a sum gives the sum: in one input, the others held. */
export async function linear(asked: Asked, question: Linear): Promise<Failure | null> {
	const { inputs, at, argument } = question;
	const x = inputs[at] ?? null;
	if (!isTensorValue(x)) throw new TypeError(`linear of ${asked.name}: input ${at} is no tensor.`);
	// The same numbers in another place: of the same size, and no multiple of x.
	const y = { ...x, data: x.data.map((_, i) => x.data[(i + 1) % x.data.length] ?? 0) };
	const outputs = await tensorsOf(
		asked,
		[x, y, mix(x, y, 0, 0), mix(x, y, 2, 0), mix(x, y, 1, 1)].map((value) => replaced(inputs, at, value)),
	);
	if (isFailure(outputs)) return outputs;
	const [fx, fy, nothing, twice, sum] = outputs;
	if (!fx || !fy || !nothing || !twice || !sum) return null;
	const idea = `The output must be linear in ${argument}.`;
	return (
		mustEqual(idea, `With ${argument} at 0 the output`, nothing, mix(fx, fx, 0, 0), question) ??
		mustEqual(idea, `With ${argument} twice as large the output`, twice, mix(fx, fx, 2, 0), question) ??
		mustEqual(idea, `For the sum of two of ${argument} the output`, sum, mix(fx, fy, 1, 1), question)
	);
}

export interface Shifted extends PropertyWords {
	readonly inputs: Inputs;
	readonly at: number;
	/** One of the numbers that are raised: "score", "reward". */
	readonly thing: string;
	/** Default: one small and one large number, of both signs. */
	readonly by?: readonly number[];
}

/** Adding one number to every entry of an input changes nothing, as in softmax. */
export async function shiftInvariant(asked: Asked, question: Shifted): Promise<Failure | null> {
	const { inputs, at, thing, by = [3, -20] } = question;
	const x = inputs[at] ?? null;
	if (!isTensorValue(x)) throw new TypeError(`shiftInvariant of ${asked.name}: input ${at} is no tensor.`);
	const raised = by.map((step) => replaced(inputs, at, { ...x, data: x.data.map((n) => n + step) }));
	const outputs = await tensorsOf(asked, [inputs, ...raised]);
	if (isFailure(outputs)) return outputs;
	const [before, ...after] = outputs;
	const idea = `Adding the same number to every ${thing} must change nothing.`;
	for (const [i, got] of after.entries()) {
		const what = `With ${numberText(by[i] ?? 0)} added to every ${thing}, the output`;
		const failure = before === undefined ? null : mustEqual(idea, what, got, before, question);
		if (failure !== null) return failure;
	}
	return null;
}

export interface Repeated extends PropertyWords {
	readonly inputs: Inputs;
	/** The input that the output takes the place of. */
	readonly at: number;
}

/** Doing it twice is doing it once. */
export async function idempotent(asked: Asked, question: Repeated): Promise<Failure | null> {
	const { inputs, at } = question;
	const once = await tensorsOf(asked, [inputs]);
	if (isFailure(once)) return once;
	const twice = await tensorsOf(
		asked,
		once.map((value) => replaced(inputs, at, value)),
	);
	if (isFailure(twice)) return twice;
	const [[first], [second]] = [once, twice];
	if (first === undefined || second === undefined) return null;
	return mustEqual('Doing it twice must be the same as doing it once.', 'The second time the output', second, first, question);
}

function replaced(inputs: Inputs, at: number, value: Value): Inputs {
	return inputs.map((each, i) => (i === at ? value : each));
}

/** a·x + b·y */
function mix(x: TensorValue, y: TensorValue, a: number, b: number): TensorValue {
	return { ...x, data: x.data.map((n, i) => a * n + b * (y.data[i] ?? 0)) };
}

function named(words: PropertyWords, axes: readonly string[] | undefined): PropertyWords {
	const { axes: _, ...rest } = words;
	return axes === undefined ? rest : { ...rest, axes };
}

function tensorsAt(members: readonly Inputs[], at: number): TensorValue[] {
	return members.map((inputs) => inputs[at] ?? null).filter(isTensorValue);
}

/** Members one after the other, under the axes of `lead`; null: along their own first axis. */
export function join(members: readonly TensorValue[], lead: readonly number[] | null): TensorValue {
	const [first] = members;
	if (first === undefined) throw new RangeError('A batch has at least one member.');
	const [rows = 1, ...rest] = first.shape;
	const data = members.flatMap((member) => Array.from(member.data));
	return tensorValue(data, lead === null ? [members.length * rows, ...rest] : [...lead, ...first.shape], first.dtype);
}

/** The rows of a table as members of a batch: each keeps its first axis, of size one. */
export function rowMembers(table: TensorValue, ...others: readonly Value[]): Inputs[] {
	return Array.from({ length: table.shape[0] ?? 0 }, (_, row) => [take(table, 0, [row]), ...others]);
}

/** Slices along an axis, in the order given. */
export function take(value: TensorValue, axis: number, order: readonly number[]): TensorValue {
	const size = value.shape[axis] ?? 1;
	const inner = value.shape.slice(axis + 1).reduce((product, n) => product * n, 1);
	const outer = value.data.length / Math.max(1, size * inner);
	const data = Array.from({ length: outer }, (_, i) =>
		order.flatMap((at) => Array.from(value.data.slice((i * size + at) * inner, (i * size + at + 1) * inner))),
	).flat();
	return tensorValue(
		data,
		value.shape.map((n, i) => (i === axis ? order.length : n)),
		value.dtype,
	);
}

/** A random order that moves something. */
function anotherOrder(count: number, random: () => number): number[] {
	if (count < 2) throw new RangeError('One thing alone has one order.');
	const order = Array.from({ length: count }, (_, i) => i);
	for (let i = count - 1; i > 0; i -= 1) {
		// Never its own place (Sattolo): everything moves.
		const j = Math.floor(random() * i);
		[order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
	}
	return order;
}
