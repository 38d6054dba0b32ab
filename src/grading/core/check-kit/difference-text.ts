/** How two tensors of one shape differ, in a sentence or two: how many entries, a pattern that explains them all, else the largest error and where. */
import { placeText } from '#contract/evidence-text.ts';
import type { TensorValue } from '#contract/value.ts';
import { firstDifference, indexOf, numberText, type Tolerance } from './numbers.ts';
import { patternOf, patternText } from './patterns.ts';

interface Frame {
	readonly tolerance: Tolerance;
	readonly axes: readonly string[] | undefined;
}

/** A difference of so many tolerances may be rounding that the band does not cover; more is another formula. */
const NEARLY = 20;

/** Begins with a space; empty for a single number, about which the first difference has said everything. */
export function differenceText(got: TensorValue, expected: TensorValue, { tolerance, axes }: Frame): string {
	const size = expected.data.length;
	if (size < 2) return '';
	const pattern = patternOf(got, expected, tolerance);
	if (pattern !== null) return ` ${patternText(pattern, axes, expected.shape.length)}`;
	const off = Array.from(expected.data, (_, i) => i).filter((i) => isOff(got, expected, i, tolerance));
	const count =
		off.length === size ? `All ${size} entries differ` : `${off.length} of ${size} entries ${off.length === 1 ? 'differs' : 'differ'}`;
	const errors = off.map((i) => ({ i, error: Math.abs((got.data[i] ?? Number.NaN) - (expected.data[i] ?? Number.NaN)) }));
	const finite = errors.filter(({ error }) => Number.isFinite(error));
	if (finite.length === 0 || off.length < 2) return ` ${count}.${nearText(finite, expected, tolerance)}`;
	const worst = finite.reduce((most, each) => (each.error > most.error ? each : most));
	const place = placeText(indexOf(worst.i, expected.shape), axes);
	return ` ${count}; the largest error is ${numberText(worst.error)}${place}.${nearText(finite, expected, tolerance)}`;
}

function isOff(got: TensorValue, expected: TensorValue, i: number, tolerance: Tolerance): boolean {
	const one = (value: TensorValue): TensorValue => ({ ...value, shape: [1], data: value.data.slice(i, i + 1) });
	return firstDifference(one(got), one(expected), tolerance) !== null;
}

/** Small differences are where a learner asks whether the check is too strict: the band answers. */
function nearText(
	errors: readonly { i: number; error: number }[],
	expected: TensorValue,
	{ absolute, relative, reason }: Tolerance,
): string {
	const isNear =
		errors.length > 0 && errors.every(({ i, error }) => error <= NEARLY * (absolute + relative * Math.abs(expected.data[i] ?? 0)));
	return isNear && reason !== undefined ? ` That is little, and more than rounding: ${reason}.` : '';
}
