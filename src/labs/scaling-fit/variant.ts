/** Near transfer, for the independent re-check: one curve instead of a surface, another robust measure, and the best of given guesses. */
import { defineVariant } from '#grading/core/variant.ts';

export const variant = defineVariant({
	id: 'ceiling',
	lab: 'scaling-fit',
	title: 'A curve with a ceiling',
	minutes: 15,
	exports: ['bestCurve'],
	task: `Accuracy grows with compute towards a ceiling: \`accuracy = C − K · compute^−gamma\`. Write \`bestCurve(points, guesses)\`, which picks the best of several guesses.

- \`points\`: \`{ compute, accuracy }[]\`; \`guesses\`: \`[C, ln K, gamma][]\`. Note that \`C\` is given as it is and \`K\` as its logarithm.
- A point is off by the absolute difference between the curve's accuracy and its own. **No point counts more than 0.05**, however far off it is.
- The error of a guess is the **largest** of what its points count, plus their **mean**.
- Return \`[index, error]\` of the guess with the smallest error; of equal ones the first.`,
	starter: `interface Point {
	readonly compute: number;
	readonly accuracy: number;
}

/** Returns [index, error] of the best guess. A guess is [C, ln K, gamma]. */
export function bestCurve(points: readonly Point[], guesses: readonly (readonly number[])[]): [number, number] {
	return [0, points.length * guesses.length];
}
`,
});
