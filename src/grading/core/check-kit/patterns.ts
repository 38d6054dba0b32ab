/**
 * What is seen in the numbers when a tensor differs from the expected one: a pattern that people know by name, if it explains every entry.
 * Pure over two tensors. It says what the numbers look like, not what to change, and says nothing where two readings are equally good.
 * For public checks: the words tell of expected values.
 */
import type { TensorValue } from '#contract/value.ts';
import { numberText, type Tolerance } from './numbers.ts';

export type Pattern =
	| { readonly kind: 'same'; readonly value: number }
	| { readonly kind: 'sign' }
	| { readonly kind: 'scaled'; readonly factor: number }
	| { readonly kind: 'offset'; readonly by: number }
	/** The last two axes are exchanged. */
	| { readonly kind: 'transposed' }
	| { readonly kind: 'reversed'; readonly axis: number }
	| { readonly kind: 'swapped'; readonly axis: number; readonly places: readonly [number, number] }
	/** Entry i of `got` is entry i − by of what was expected. */
	| { readonly kind: 'shifted'; readonly axis: number; readonly by: 1 | -1 }
	/** `order[i]` is the place of what was expected that stands at place i. */
	| { readonly kind: 'permuted'; readonly axis: number; readonly order: readonly number[] };

/** With fewer numbers any pattern fits something. */
const FEWEST = 3;

/** The first pattern that explains the whole tensor to the tolerance; null when none does, or when the two agree. */
export function patternOf(got: TensorValue, expected: TensorValue, tolerance: Tolerance): Pattern | null {
	if (got.shape.length === 2 && got.shape.join() !== expected.shape.join()) {
		return got.shape.toReversed().join() === expected.shape.join() && isTransposed(got, expected, tolerance)
			? { kind: 'transposed' }
			: null;
	}
	if (got.shape.join() !== expected.shape.join() || expected.data.length < FEWEST) return null;
	if (![...got.data, ...expected.data].every(Number.isFinite)) return null;
	const fits = (at: (i: number) => number): boolean => expected.data.every((_, i) => isClose(got.data[i], at(i), tolerance));
	if (fits((i) => expected.data[i] ?? 0)) return null;
	// Of a constant every pattern explains something.
	if (isConstant(expected.data, tolerance)) return null;
	const first = got.data[0] ?? 0;
	if (fits(() => first)) return { kind: 'same', value: first };
	if (fits((i) => -(expected.data[i] ?? 0))) return { kind: 'sign' };
	return arithmetic(got, expected, fits) ?? rearrangement(got, expected, tolerance);
}

function arithmetic(got: TensorValue, expected: TensorValue, fits: (at: (i: number) => number) => boolean): Pattern | null {
	const numbers = Array.from(expected.data);
	const squares = numbers.reduce((sum, n) => sum + n * n, 0);
	const factor = numbers.reduce((sum, n, i) => sum + n * (got.data[i] ?? 0), 0) / squares;
	const by = numbers.reduce((sum, n, i) => sum + ((got.data[i] ?? 0) - n), 0) / numbers.length;
	// A rearrangement that repeats itself would also "scale" a tensor of few non-zero entries; three must take part.
	const takePart = numbers.filter((n) => Math.abs(n) > 1e-3 * Math.sqrt(squares / numbers.length)).length;
	if (takePart >= FEWEST && fits((i) => factor * (expected.data[i] ?? 0))) return { kind: 'scaled', factor };
	if (fits((i) => (expected.data[i] ?? 0) + by)) return { kind: 'offset', by };
	return null;
}

function rearrangement(got: TensorValue, expected: TensorValue, tolerance: Tolerance): Pattern | null {
	if (isTransposed(got, expected, tolerance)) return { kind: 'transposed' };
	for (const axis of expected.shape.keys()) {
		const ours = slicesOf(expected, axis);
		const theirs = slicesOf(got, axis);
		const order = orderOf(theirs, ours, tolerance);
		if (order !== null) return named(axis, order);
		const by = ([1, -1] as const).find((step) => isShifted(theirs, ours, step, tolerance));
		if (by !== undefined) return { kind: 'shifted', axis, by };
	}
	return null;
}

function named(axis: number, order: readonly number[]): Pattern {
	const moved = order.flatMap((from, to) => (from === to ? [] : [to]));
	const [a = 0, b = 0] = moved;
	if (moved.length === 2) return { kind: 'swapped', axis, places: [a, b] };
	const isReversed = order.every((from, to) => from === order.length - 1 - to);
	return isReversed ? { kind: 'reversed', axis } : { kind: 'permuted', axis, order };
}

/** Where each slice of `got` stands in what was expected; null when one stands nowhere, twice, or in more than one place. */
function orderOf(got: readonly number[][], expected: readonly number[][], tolerance: Tolerance): number[] | null {
	const order: number[] = [];
	for (const slice of got) {
		const places = expected.flatMap((each, i) => (isSameSlice(slice, each, tolerance) ? [i] : []));
		const [place] = places;
		if (places.length !== 1 || place === undefined || order.includes(place)) return null;
		order.push(place);
	}
	return order;
}

/** All slices but the one that fell over the edge stand one place on. Needs two that differ, or standing still would look the same. */
function isShifted(got: readonly number[][], expected: readonly number[][], by: 1 | -1, tolerance: Tolerance): boolean {
	if (got.length < FEWEST) return false;
	const inside = got.flatMap((slice, i) => (expected[i - by] === undefined ? [] : [[slice, expected[i - by] ?? []] as const]));
	const [first] = inside;
	const differ = inside.some(([, each]) => !isSameSlice(each, first?.[1] ?? [], tolerance));
	return differ && inside.every(([slice, each]) => isSameSlice(slice, each, tolerance));
}

function isTransposed(got: TensorValue, expected: TensorValue, tolerance: Tolerance): boolean {
	const [rows = 1, columns = 1] = expected.shape.slice(-2);
	if (expected.shape.length < 2 || rows < 2 || columns < 2) return false;
	if (expected.shape.length > 2 && rows !== columns) return false;
	return expected.data.every((n, i) => {
		const inner = i % (rows * columns);
		const [row, column] = [Math.floor(inner / columns), inner % columns];
		return isClose(got.data[i - inner + column * rows + row], n, tolerance);
	});
}

/** One list of numbers for each index of the axis. */
function slicesOf({ shape, data }: TensorValue, axis: number): number[][] {
	const size = shape[axis] ?? 1;
	const stride = shape.slice(axis + 1).reduce((product, n) => product * n, 1);
	const slices: number[][] = Array.from({ length: size }, () => []);
	for (let i = 0; i < data.length; i += 1) slices[Math.floor(i / stride) % size]?.push(data[i] ?? 0);
	return slices;
}

function isSameSlice(a: readonly number[], b: readonly number[], tolerance: Tolerance): boolean {
	return a.length === b.length && a.every((n, i) => isClose(n, b[i] ?? Number.NaN, tolerance));
}

function isClose(a: number | undefined, b: number, { absolute, relative }: Tolerance): boolean {
	return Math.abs((a ?? Number.NaN) - b) <= absolute + relative * Math.abs(b);
}

function isConstant(data: TensorValue['data'], tolerance: Tolerance): boolean {
	return data.every((n) => isClose(n, data[0] ?? 0, tolerance));
}

/** A sentence about the numbers. `axes` names the axes of the expected tensor. */
export function patternText(pattern: Pattern, axes: readonly string[] | undefined, rank: number): string {
	const name = (axis: number): string => axes?.[axis] ?? `axis ${axis}`;
	switch (pattern.kind) {
		case 'same':
			return `Every entry is ${numberText(pattern.value)}.`;
		case 'sign':
			return 'Every entry has the opposite sign.';
		case 'scaled':
			return `Every entry is ${numberText(pattern.factor)} times what was expected.`;
		case 'offset':
			return `Every entry lies ${numberText(Math.abs(pattern.by))} ${pattern.by > 0 ? 'above' : 'below'} what was expected.`;
		case 'transposed':
			return `The numbers are the expected ones with ${name(rank - 2)} and ${name(rank - 1)} exchanged.`;
		case 'reversed':
			return `The numbers are the expected ones, from the last ${name(pattern.axis)} to the first.`;
		case 'swapped':
			return `The numbers are the expected ones, with ${name(pattern.axis)} ${pattern.places[0]} and ${pattern.places[1]} exchanged.`;
		case 'shifted':
			return `The numbers are the expected ones, one place too ${pattern.by > 0 ? 'late' : 'early'} along ${name(pattern.axis)}.`;
		case 'permuted':
			return `The numbers are the expected ones in another order along ${name(pattern.axis)}: ${pattern.order.slice(0, 8).join(', ')}${pattern.order.length > 8 ? ', …' : ''}.`;
	}
}
