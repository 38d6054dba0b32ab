/**
 * Names what is wrong with a preference loss from what it gave for a fixed set of inputs. Properties only: it holds no way to compute the
 * answer. Null when nothing is wrong.
 */
import { type TensorValue, tensorValue } from '#contract/value.ts';

const scores = (...values: number[]): TensorValue => tensorValue(values, [values.length]);

/** In this order: ties, some pairs, the same pairs twice, the same pairs on another level, the same pairs turned round, far apart and wrong. */
export const LOSS_CASES: readonly (readonly [TensorValue, TensorValue])[] = [
	[scores(0.7, -1, 3), scores(0.7, -1, 3)],
	[scores(2, -1), scores(0.5, 0.3)],
	[scores(2, -1, 2, -1), scores(0.5, 0.3, 0.5, 0.3)],
	[scores(9, 6), scores(7.5, 7.3)],
	[scores(0.5, 0.3), scores(2, -1)],
	[scores(-150), scores(150)],
];

export function readLoss(values: readonly number[]): string | null {
	const [ties = Number.NaN, pairs = Number.NaN, twice = Number.NaN, raised = Number.NaN, turned = Number.NaN, far = Number.NaN] = values;
	const near = (a: number, b: number): boolean => Math.abs(a - b) < 2e-3;
	if (values.every((value) => value === 0)) return 'not-started';
	if ([ties, pairs, turned].every(Number.isFinite) && !Number.isFinite(far)) return 'overflows';
	if (near(twice, 2 * pairs) && !near(pairs, 0)) return 'not-mean';
	if (!near(raised, pairs)) return 'depends-on-level';
	// The chosen of these two pairs lead by 0.1 together: turned round they must cost more.
	if (!(turned > pairs)) return 'wrong-way';
	if (!near(ties, Math.LN2) || !(Math.abs(far - 300) < 0.5)) return 'not-log-likelihood';
	return null;
}
