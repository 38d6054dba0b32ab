/** Reads what a harness function gave back, case by case, and judges one tensor against the reference and its mutants. Never throws on what learner code made. */
import { isTensorValue, type TensorValue, type Value } from '#contract/value.ts';
import type { CallResult } from '../subject.ts';
import type { CaseVerdict } from './cases.ts';
import { matchesMutant } from './mutants.ts';
import { FORWARD, firstDifference, type Tolerance } from './numbers.ts';
import { dot } from './properties.ts';

/** One answer for each case; none where the call failed. */
export function answersOf(result: CallResult): readonly Value[] {
	return result.status === 'ok' && Array.isArray(result.value) ? result.value : [];
}

/** A field of a record, where it holds a tensor. */
export function tensorAt(value: Value | undefined, key: string): TensorValue | null {
	if (typeof value !== 'object' || value === null || Array.isArray(value) || isTensorValue(value)) return null;
	const field = new Map<string, Value>(Object.entries(value)).get(key) ?? null;
	return isTensorValue(field) ? field : null;
}

/** Right, wrong with the name of the one mutant that gives the same numbers, or wrong without a name. */
export function judgeTensor(
	got: Value | undefined,
	expected: TensorValue,
	mutants: Readonly<Record<string, () => TensorValue>>,
	tolerance: Tolerance = FORWARD,
): CaseVerdict {
	const value = got ?? null;
	if (!isTensorValue(value) || value.shape.join() !== expected.shape.join()) return { diagnosis: null };
	if (firstDifference(value, expected, tolerance) === null) return 'right';
	const named = Object.entries(mutants).map(([diagnosis, output]) => ({ diagnosis, output }));
	return { diagnosis: matchesMutant(value, named) };
}

/** One mutant for each name of a bug. */
export function mutantsOf<Bug extends string>(bugs: readonly Bug[], output: (bug: Bug) => TensorValue): Record<string, () => TensorValue> {
	return Object.fromEntries(bugs.map((bug) => [bug, () => output(bug)]));
}

/** A gradient along a direction; NaN where there is no gradient. */
export function slopeOf(gradient: Value | undefined, direction: TensorValue): number {
	const value = gradient ?? null;
	return isTensorValue(value) ? dot(value, direction) : Number.NaN;
}

/** The tensor moved along a direction by `step` of its length. */
export function moved(value: TensorValue, direction: TensorValue, step: number): TensorValue {
	return { ...value, data: Float32Array.from(value.data, (n, i) => n + step * (direction.data[i] ?? 0)) };
}
