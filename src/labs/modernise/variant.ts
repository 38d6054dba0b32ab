/** Near transfer, for the independent re-check: a percentage instead of a difference, and its largest possible error. No model is needed. */
import { defineVariant } from '#grading/core/variant.ts';

export const variant = defineVariant({
	id: 'speed-up',
	lab: 'modernise',
	title: 'Is the new kernel faster?',
	minutes: 15,
	exports: ['speedUp'],
	task: `Two versions of a kernel were timed on the same machines, once each. Write \`speedUp(after, before, t)\`: by which factor is the new one faster?

- \`after[i]\`, \`before[i]\`: milliseconds on machine *i*. Mind the order of the arguments. \`t\` is the quantile that belongs to their number; you need no table.
- Machines differ by large factors, so work with **logarithms**: the change on a machine is \`ln before − ln after\`.
- Return \`[factor, low, high, isFaster]\`: the mean change and the two ends of its interval, each turned back into a factor by exp, and whether the whole interval lies above 1.
- The interval is mean ± t · (sample deviation) / √(number of machines).`,
	starter: `/** Returns [factor, low, high, isFaster]. */
export function speedUp(after: readonly number[], before: readonly number[], t: number): [number, number, number, boolean] {
	return [after.length / before.length, t, t, false];
}
`,
});
