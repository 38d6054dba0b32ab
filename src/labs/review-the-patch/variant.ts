/** Near transfer, for the independent re-check: another patch with two defects, in an evaluation instead of a training loop. */
import { defineVariant } from '#grading/core/variant.ts';

export const variant = defineVariant({
	id: 'evaluation',
	lab: 'review-the-patch',
	title: 'Review an evaluation',
	minutes: 15,
	exports: ['perplexity', 'bestOf'],
	task: `Another patch, two functions, one defect in each. Repair both.

- \`perplexity(losses, tokens)\`: \`losses[i]\` is the mean loss in nats over \`tokens[i]\` tokens. The result is e to the mean loss over *all* tokens.
- \`bestOf(scores, tries)\`: \`scores\` holds whether each of many answers to one problem was right (1) or not (0). The result is the probability that \`tries\` of these answers, drawn without putting any back, hold at least one right one. \`tries\` is at most the number of scores.

For two batches with losses 1 and 3 over 3 and 1 tokens the perplexity is e to the 1.5, about 4.48. With the scores [1, 0, 0, 0] and two tries the result is 0.5.`,
	starter: `/** e to the mean loss over all tokens. */
export function perplexity(losses: number[], tokens: number[]): number {
	const each = losses.map((loss) => Math.exp(loss));
	return each.reduce((sum, value, i) => sum + value * (tokens[i] ?? 0), 0) / tokens.reduce((a, b) => a + b, 0);
}

/** Probability that \`tries\` answers, drawn without putting any back, hold a right one. */
export function bestOf(scores: number[], tries: number): number {
	const share = scores.reduce((a, b) => a + b, 0) / scores.length;
	return 1 - (1 - share) ** tries;
}
`,
});
