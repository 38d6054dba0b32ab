/** Near transfer, for the independent re-check: three ways instead of two, and a gain for each instead of a confidence. */
import { defineVariant } from '#grading/core/variant.ts';

export const variant = defineVariant({
	id: 'three-ways',
	lab: 'think-router',
	title: 'Short, long or not at all',
	minutes: 15,
	exports: ['plan'],
	task: `Write \`plan(gains, short, long, tokens)\`. Each question has a pair of gains: what a short thought would add to its chance of being right, and what a long one would add. A short thought costs \`short\` tokens, a long one \`long\`; all questions together may spend at most \`tokens\`.

1. Every question may be given one of its two thoughts. Each possible gift has a *rate*: gain divided by cost. Gifts with a gain of 0 or less are never given.
2. Go through all gifts from the highest rate to the lowest; of equal rates the earlier question first, and of one question the short gift first.
3. Give it if the question has none yet and its cost still fits what is left. Otherwise skip it and go on.
4. Return a list with 0, 1 or 2 for each question: nothing, short, long.

\`plan([[0.4, 0.5], [0.1, 0.6]], 4, 12, 16)\` is \`[1, 2]\`: the rates are 0.1 and 0.042 for the first question, 0.025 and 0.05 for the second.`,
	starter: `/** 0, 1 or 2 for each question. */
export function plan(gains: readonly (readonly [number, number])[], _short: number, _long: number, _tokens: number): number[] {
	return gains.map(() => 0);
}
`,
});
