/** Near transfer, for the independent re-check: a time to a given accuracy, and reliability in the place of luck. */
import { defineVariant } from '#grading/core/variant.ts';

export const variant = defineVariant({
	id: 'steps-needed',
	lab: 'rlvr-scaling',
	title: 'Steps to a goal',
	minutes: 15,
	exports: ['stepsTo', 'allOfK'],
	task: `Write two functions.

\`stepsTo(accuracy, rise)\`: the number of steps after which the curve of the lab reaches an accuracy,

accuracy = floor + (ceiling − floor) / (1 + (middle / step)^steepness)

\`rise\` is \`{ floor, ceiling, middle, steepness }\`. At or below the floor the answer is 0; at or above the ceiling it is \`Infinity\`.

\`allOfK(n, c, k)\`: of n samples c were right. The chance that **all** of k samples are right, when k of the n are drawn without putting any back. It is 0 when fewer than k are right.

Both return a number.`,
	starter: `export interface Curve {
	readonly floor: number;
	readonly ceiling: number;
	readonly middle: number;
	readonly steepness: number;
}

/** Steps at which the curve reaches the accuracy. */
export function stepsTo(_accuracy: number, { middle }: Curve): number {
	return middle;
}

/** Chance that k of n samples, c of them right, are all right. */
export function allOfK(_n: number, _c: number, _k: number): number {
	return 0;
}
`,
});
