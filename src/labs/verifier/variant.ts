/** Near transfer, for the independent re-check: another task, another format, a list instead of a number. */
import { defineVariant } from '#grading/core/variant.ts';

export const variant = defineVariant({
	id: 'sorted',
	lab: 'verifier',
	title: 'A reward for sorting',
	minutes: 12,
	exports: ['sortReward'],
	task: `Write \`sortReward(items, reply)\`. It pays 1 when the reply commits to the items in ascending order, else 0.

A reply ends with its list: \`<\`, whole numbers of one to four digits with exactly one space between two of them, \`>\`, and nothing after it. What stands before the list is not judged. A reply with a second \`<\`, with anything else between the signs, or with text after the list commits to nothing.

\`sortReward([5, 12, 5], 'By size: <5 5 12>')\` is 1. \`items\` has one to six whole numbers from 0 to 9999, and some may be equal. Leave it as it is.`,
	starter: `/** 1 when the reply commits to the items in ascending order, else 0. */
export function sortReward(items: readonly number[], reply: string): number {
	return reply.includes(String(items)) ? 1 : 0;
}
`,
});
