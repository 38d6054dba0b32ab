/**
 * Compares what the learner's function gave with what was expected, and says the first difference in the axis names of that tensor.
 * Looks at kind, shape and dtype first, then at NaN and infinity, then at the numbers.
 */
import { placeText } from '#contract/evidence-text.ts';
import type { Evidence } from '#contract/grading.ts';
import { isTensorValue, type TensorValue, type Value } from '#contract/value.ts';
import type { CheckOutcome } from '../check.ts';
import { failureOfCall } from '../failure.ts';
import type { CallResult } from '../subject.ts';
import { differenceText } from './difference-text.ts';
import { bandFor, firstDifference, indexOf, numberText, shapeText, type Tolerance } from './numbers.ts';
import { patternOf, patternText } from './patterns.ts';

export type Failure = Extract<CheckOutcome, { outcome: 'fail' }>;

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
		const message = `${what} has shape ${shapeText(got.shape)}, expected ${shapeText(expected.shape)}.`;
		const pattern = patternOf(got, expected, expectation.tolerance ?? bandFor(expected.dtype));
		const seen = pattern === null ? '' : ` ${patternText(pattern, expectation.axes, expected.shape.length)}`;
		return fail(`${message}${seen}`, expectation);
	}
	if (got.dtype !== expected.dtype) return fail(`${what} is of dtype ${got.dtype}, expected ${expected.dtype}.`, expectation);
	const tolerance = expectation.tolerance ?? bandFor(expected.dtype);
	const at = firstDifference(got, expected, tolerance);
	if (at === null) return null;
	const gotNumber = got.data[at] ?? Number.NaN;
	const expectedNumber = expected.data[at] ?? Number.NaN;
	const index = indexOf(at, expected.shape);
	const place = placeText(index, expectation.axes);
	const seen = differenceText(got, expected, { tolerance, axes: expectation.axes });
	const message = `${what} is ${numberText(gotNumber)}${place}, expected ${numberText(expectedNumber)}.${seen}`;
	return fail(message, expectation, evidenceOf(got, expected, at, expectation));
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
		showsData: true,
		message: hint === undefined ? message : `${message} ${hint}`,
		...(diagnosis === undefined ? {} : { diagnosis }),
		...(evidence === undefined ? {} : { evidence }),
	};
}

function kindOf(value: Exclude<Value, null | TensorValue>): string {
	if (Array.isArray(value)) return 'a list';
	return typeof value === 'object' ? 'an object' : `the ${typeof value} ${String(value).slice(0, 40)}`;
}
