/**
 * Compares what the learner's function gave with what was expected, and says the first difference in the axis names of that tensor.
 * Looks at kind, shape and dtype first, then at NaN and infinity, then at the numbers.
 */
import type { Evidence } from '#contract/grading.ts';
import { isTensorValue, type TensorValue, type Value } from '#contract/value.ts';
import type { CheckOutcome } from '../check.ts';
import { failureOfCall } from '../failure.ts';
import type { CallResult } from '../subject.ts';

export type Failure = Extract<CheckOutcome, { outcome: 'fail' }>;

/** Numbers agree when |got − expected| ≤ absolute + relative·|expected|. */
export interface Tolerance {
	readonly absolute: number;
	readonly relative: number;
}

/** Wide enough for float32 on any backend, a tenth of the smallest difference that a wrong formula makes. */
export const FORWARD: Tolerance = { absolute: 1e-4, relative: 1e-4 };
/** Finite differences in float32 lose about half of the digits. */
export const GRADIENT: Tolerance = { absolute: 5e-3, relative: 2e-2 };

export interface Expectation {
	/** What the numbers are, as a sentence's subject: "The output". */
	readonly what: string;
	/** One name for each axis, for example ["position", "feature"]. */
	readonly axes?: readonly string[];
	readonly tolerance?: Tolerance;
	/** One sentence that follows the difference. */
	readonly hint?: string;
	readonly diagnosis?: string;
}

/** Null when the call gave the expected tensor. `name` is the learner's export. */
export function expectTensor(result: CallResult, name: string, expected: TensorValue, expectation: Expectation): Failure | null {
	return failureOfCall(result, name) ?? (result.status === 'ok' ? compareTensor(result.value, expected, expectation) : null);
}

export function compareTensor(got: Value, expected: TensorValue, expectation: Expectation): Failure | null {
	const { what } = expectation;
	if (got === null) return fail(`${what} is nothing at all. Is a "return" missing?`, expectation);
	if (!isTensorValue(got)) return fail(`${what} is ${kindOf(got)}, expected a tensor of shape ${shapeText(expected.shape)}.`, expectation);
	if (got.shape.join() !== expected.shape.join()) {
		return fail(`${what} has shape ${shapeText(got.shape)}, expected ${shapeText(expected.shape)}.`, expectation);
	}
	if (got.dtype !== expected.dtype) return fail(`${what} is of dtype ${got.dtype}, expected ${expected.dtype}.`, expectation);
	const at = firstDifference(got, expected, expectation.tolerance ?? FORWARD);
	if (at === null) return null;
	const gotNumber = got.data[at] ?? Number.NaN;
	const expectedNumber = expected.data[at] ?? Number.NaN;
	const index = indexOf(at, expected.shape);
	const place = placeText(index, expectation.axes);
	const message = `${what} is ${numberText(gotNumber)}${place}, expected ${numberText(expectedNumber)}.`;
	return fail(message, expectation, evidenceOf(got, expected, at, expectation));
}

/** Flat index of the first number outside the tolerance; NaN and infinity are always outside. Null when all agree. */
export function firstDifference(got: TensorValue, expected: TensorValue, tolerance: Tolerance): number | null {
	for (let i = 0; i < expected.data.length; i += 1) {
		const a = got.data[i] ?? Number.NaN;
		const b = expected.data[i] ?? Number.NaN;
		if (!(Math.abs(a - b) <= tolerance.absolute + tolerance.relative * Math.abs(b)) && a !== b) return i;
	}
	return null;
}

/** Flat index of the first NaN or infinity, or null. */
export function firstNotFinite(value: TensorValue): number | null {
	const at = value.data.findIndex((n) => !Number.isFinite(n));
	return at < 0 ? null : at;
}

/** The innermost row around the difference, at most 64 numbers, as expected and got. */
function evidenceOf(got: TensorValue, expected: TensorValue, at: number, expectation: Expectation): Evidence {
	const width = Math.max(1, expected.shape.at(-1) ?? 1);
	const start = at - (at % width);
	const row = (value: TensorValue) => Array.from(value.data.slice(start, start + Math.min(width, 64)));
	const index = indexOf(at, expected.shape);
	const rowIndex = index.slice(0, -1);
	return {
		label: `${expectation.what}${rowIndex.length === 0 ? '' : placeText(rowIndex, expectation.axes?.slice(0, rowIndex.length))}`.slice(
			0,
			200,
		),
		expected: row(expected),
		got: row(got),
		firstDifference: {
			index,
			...(expectation.axes === undefined ? {} : { axes: [...expectation.axes] }),
			expected: expected.data[at] ?? 0,
			got: got.data[at] ?? 0,
		},
	};
}

function fail(message: string, { hint, diagnosis }: Expectation, evidence?: Evidence): Failure {
	return {
		outcome: 'fail',
		message: hint === undefined ? message : `${message} ${hint}`,
		...(diagnosis === undefined ? {} : { diagnosis }),
		...(evidence === undefined ? {} : { evidence }),
	};
}

export function indexOf(flat: number, shape: readonly number[]): number[] {
	let rest = flat;
	return shape
		.toReversed()
		.map((size) => {
			const index = rest % size;
			rest = Math.floor(rest / size);
			return index;
		})
		.toReversed();
}

function placeText(index: readonly number[], axes: readonly string[] | undefined): string {
	if (index.length === 0) return '';
	const named = axes !== undefined && axes.length === index.length;
	return named ? ` at ${axes.map((axis, i) => `${axis} ${index[i]}`).join(', ')}` : ` at [${index.join(', ')}]`;
}

/** Four significant digits; NaN and infinity by name. */
export function numberText(value: number): string {
	if (Number.isNaN(value)) return 'NaN';
	if (!Number.isFinite(value)) return value > 0 ? 'infinity' : '−infinity';
	return String(Number(value.toPrecision(4))).replace('-', '−');
}

export function shapeText(shape: readonly number[]): string {
	return `[${shape.join(', ')}]`;
}

function kindOf(value: Exclude<Value, null | TensorValue>): string {
	if (Array.isArray(value)) return 'a list';
	return typeof value === 'object' ? 'an object' : `the ${typeof value} ${String(value).slice(0, 40)}`;
}
