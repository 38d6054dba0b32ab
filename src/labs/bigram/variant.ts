/** Near transfer, for the independent re-check: a model that learns while it reads and pays for each token before it has counted it. It has no hints. */
import { defineVariant } from '#grading/core/variant.ts';

export const variant = defineVariant({
	id: 'reads-once',
	lab: 'bigram',
	title: 'A model that learns while it reads',
	minutes: 12,
	exports: ['codeLength'],
	task: `Write \`codeLength(tokens, vocabulary, smoothing)\`: the surprise of a whole text, in **bits**, for a model that knows nothing at the start and counts single tokens as it reads.

- \`tokens\`: whole numbers from 0 to \`vocabulary\` − 1. \`smoothing\`: a number above 0.
- At each token the model predicts from what it has read **before** that token: the share of a token is its count so far plus \`smoothing\`, divided by the sum of all counts so far, each raised by \`smoothing\`. Then the token is counted.
- Every token is predicted, the first one too: there all counts are 0, so every token has the share 1 / \`vocabulary\`.
- Returns the **sum** of the surprises in bits, a number. An empty text has 0 bits.

Example: the text 0 0 with a vocabulary of 2 and a smoothing of 1 has 1 bit for the first token and −log₂(2/3) = 0.585 for the second, 1.585 in all.`,
	starter: `/** Bits of a text for a model that counts tokens while it reads them. */
export function codeLength(tokens: readonly number[], vocabulary: number, smoothing: number): number {
	return 0;
}
`,
});
