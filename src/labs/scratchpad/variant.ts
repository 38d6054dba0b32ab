/** Near transfer, for the independent re-check: another task, another trace, and text and mask from one function. */
import { defineVariant } from '#grading/core/variant.ts';

export const variant = defineVariant({
	id: 'largest',
	lab: 'scratchpad',
	title: 'A trace for the largest digit',
	minutes: 15,
	exports: ['largestRow'],
	task: `Write \`largestRow(digits, time)\`, which makes one row for a model that looks for the largest digit. \`digits\` has one to eight numbers from 0 to 9.

1. The prompt is the digits and \`=\`, for example \`3725=\`.
2. The reply has two characters for each digit: the digit, then the largest digit so far. For 3725 that is \`33772757\`.
3. Then \`#\`, the largest digit, and \`.\`
4. The row is filled up with \`_\` to \`time\` characters.

Return \`[row, mask]\`. \`row\` is the text. \`mask\` has one number for each character of the row, *by its own place*: 0 for the prompt and the filling, 1 for the reply, and 2 for the digit behind \`#\`, which counts twice.

For \`largestRow([3, 7], 12)\`: the row is \`37=3377#7.__\` and the mask is 0 0 0 1 1 1 1 1 2 1 0 0.`,
	starter: `/** Returns [row, mask]: a text of \`time\` characters, and a number for each of them. */
export function largestRow(digits: readonly number[], time: number): [string, number[]] {
	return [digits.join('').padEnd(time, '_'), new Array<number>(time).fill(0)];
}
`,
});
