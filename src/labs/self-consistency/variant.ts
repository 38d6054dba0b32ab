/** Near transfer, for the independent re-check: votes that weigh differently, and a vote that may abstain. */
import { defineVariant } from '#grading/core/variant.ts';

export const variant = defineVariant({
	id: 'weighted',
	lab: 'self-consistency',
	title: 'A vote that may abstain',
	minutes: 15,
	exports: ['weightedVote'],
	task: `Write \`weightedVote(answers, weights, least)\`. \`answers\` are texts, an empty text is no answer; \`weights\` has one number above 0 for each answer.

1. Each answer collects the weights of the samples that gave it. Empty answers collect nothing.
2. The answer with the largest sum wins; of equals the one that was seen *last*.
3. The winner comes back only if its sum is at least \`least\` times the sum of the weights of all samples, the empty ones included. Otherwise, and when nobody answered, \`null\` comes back.

\`weightedVote(['a', 'b', 'a', ''], [1, 3, 1, 1], 0.5)\` is \`'b'\`: 3 of 6. With \`least\` 0.6 it is \`null\`.`,
	starter: `/** The winner, or null. */
export function weightedVote(answers: readonly string[], _weights: readonly number[], _least: number): string | null {
	return answers[0] ?? null;
}
`,
});
