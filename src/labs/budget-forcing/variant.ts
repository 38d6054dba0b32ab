/** Near transfer, for the independent re-check: a budget that many thoughts share. */
import { defineVariant } from '#grading/core/variant.ts';

export const variant = defineVariant({
	id: 'shared',
	lab: 'budget-forcing',
	title: 'One budget for many thoughts',
	minutes: 15,
	exports: ['shareBudget'],
	task: `Write \`shareBudget(thoughts, words)\`. Each thought is a list of steps, each step a text of one or more words separated by single spaces. All thoughts together may keep \`words\` words.

1. Steps are granted in rounds: in the first round the first step of every thought, in the order of the list, then the second step of every thought, and so on.
2. A step is granted whole or not at all. The first step that does not fit ends the granting for good: nothing after it is granted, even if it would fit.
3. Return one text for each thought: its granted steps, each followed by \`; \`, and then \`=>\`.

\`shareBudget([['add one', 'stop'], ['look'], []], 3)\` gives \`['add one; =>', 'look; =>', '=>']\`: two words and one; the next step has no room.`,
	starter: `/** One text for each thought. */
export function shareBudget(thoughts: readonly (readonly string[])[], _words: number): string[] {
	return thoughts.map((steps) => steps.join('; '));
}
`,
});
