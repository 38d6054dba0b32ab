/**
 * Reads what a function does to pairs of dimensions, like a person with a protractor would, and names what is wrong with it.
 * It sees what became of unit vectors; it knows the angles of one worked example as stored numbers and no way to make others.
 */
import { type TensorValue, tensorValue } from '#contract/value.ts';
import { numberText } from '#grading/core/check-kit/numbers.ts';
import { rowsOf } from '#grading/core/check-kit/properties.ts';

export interface Reading {
	readonly diagnosis: string;
	readonly detail: string;
}

export const HEAD_DIM = 8;
export const HALF = 4;
/** With headDim 8 each pair of this base turns at half the speed of the one before. */
export const BASE = 16;
const SPEEDS = [1, 0.5, 0.25, 0.125] as const;
/** Speeds of the first four pairs when something is wrong with them. */
const WRONG_SPEEDS: Readonly<Record<string, readonly number[]>> = {
	'one-speed': [1, 1, 1, 1],
	'base-ignored': [1, 0.1, 0.01, 0.001],
	'speeds-grow': [1, 2, 4, 8],
	'exponent-not-shared': [1, 0.00390625, 0.0000152588, 5.96046e-8],
	'exponent-without-two': [1, Math.SQRT1_2, 0.5, Math.SQRT1_2 / 2],
	degrees: [0.01745329, 0.00872665, 0.00436332, 0.00218166],
};
/** Wide enough for the sines of any GPU, narrow enough for every mistake above. */
const CLOSE = 4e-3;
const isClose = (a: number, b: number): boolean => Math.abs(a - b) <= CLOSE;
/** Two angles are the same when they differ by whole turns. */
const isSameAngle = (a: number, b: number): boolean => isClose(Math.cos(a), Math.cos(b)) && isClose(Math.sin(a), Math.sin(b));

/** For each dimension the unit vector along it, at every one of `time` positions: headDim tensors [time, headDim]. */
export function unitVectors(time: number): TensorValue[] {
	const rows = (one: number) => Array.from({ length: time * HEAD_DIM }, (_, at) => (at % HEAD_DIM === one ? 1 : 0));
	return Array.from({ length: HEAD_DIM }, (_, one) => tensorValue(rows(one), [time, HEAD_DIM]));
}

/** turned[i]: what became of unit vector i at this position. */
function at(turned: readonly TensorValue[], position: number): number[][] {
	return turned.map((rows) => rowsOf(rows)[position] ?? []);
}

/** `short` and `long` are the unit vectors, turned in sequences of different length; null when nothing is wrong. */
export function readTurn(short: readonly TensorValue[], long: readonly TensorValue[]): Reading | null {
	const [zero, one] = [at(long, 0), at(long, 1)];
	if (isIdentity(one) && isIdentity(at(long, 2))) return { diagnosis: 'not-started', detail: '' };
	return readPairs(one) ?? readAngles(zero, one, at(long, 2), at(short, 1));
}

function isIdentity(rows: number[][]): boolean {
	return rows.every((row, i) => row.every((n, j) => Math.abs(n - (i === j ? 1 : 0)) < 1e-5));
}

function readPairs(one: number[][]): Reading | null {
	const touched = (one[0] ?? []).flatMap((n, j) => (j > 0 && Math.abs(n) > 1e-5 ? [j] : []));
	const lengths = one.map((row) => Math.hypot(...row));
	const odd = lengths.findIndex((length) => !isClose(length, 1));
	if (touched.join() === '1') return { diagnosis: 'interleaved', detail: '' };
	if (touched.join() !== String(HALF))
		return {
			diagnosis: 'wrong-pairs',
			detail: `A 1 in dimension 0 reaches ${touched.length === 0 ? 'no other dimension' : `dimension ${touched.join(', ')}`}.`,
		};
	if (odd >= 0)
		return { diagnosis: 'not-a-rotation', detail: `At position 1 a row of length 1 has length ${numberText(lengths[odd] ?? 0)}.` };
	const product = (one[0] ?? []).reduce((sum, n, j) => sum + n * (one[HALF]?.[j] ?? 0), 0);
	return isClose(product, 0) ? null : { diagnosis: 'not-a-rotation', detail: 'Two dimensions of a pair do not stay at right angles.' };
}

/** Angle of each pair, from the unit vector of its first dimension. */
function anglesOf(rows: number[][]): number[] {
	return Array.from({ length: HALF }, (_, i) => Math.atan2(rows[i]?.[i + HALF] ?? 0, rows[i]?.[i] ?? 0));
}

function readAngles(zero: number[][], one: number[][], two: number[][], oneOfShort: number[][]): Reading | null {
	const [angles, others, doubles] = [anglesOf(one), anglesOf(oneOfShort), anglesOf(two)];
	const detail = `At position 1 the four pairs turn by ${angles.map((angle) => numberText(angle)).join(', ')}; expected ${SPEEDS.join(', ')}.`;
	const are = (wanted: readonly number[], got = angles): boolean => wanted.every((speed, i) => isSameAngle(got[i] ?? Number.NaN, speed));
	if (!isIdentity(zero))
		return are(SPEEDS, anglesOf(zero)) ? { diagnosis: 'starts-at-one', detail: '' } : { diagnosis: 'wrong-angles', detail };
	if (!are(others)) return { diagnosis: 'depends-on-length', detail };
	if (
		are(SPEEDS) &&
		are(
			SPEEDS.map((speed) => 2 * speed),
			doubles,
		)
	)
		return null;
	if (are(SPEEDS.map((speed) => -speed))) return { diagnosis: 'turns-backwards', detail };
	const named = Object.entries(WRONG_SPEEDS).find(([, speeds]) => are(speeds));
	return { diagnosis: named?.[0] ?? 'wrong-angles', detail };
}
