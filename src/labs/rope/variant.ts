/** Near transfer, for the independent re-check: only a part of each row is turned, at positions that are given. Other name, one changed rule, no hints. */
import { defineVariant } from '#grading/core/variant.ts';

export const variant = defineVariant({
	id: 'partial',
	lab: 'rope',
	title: 'Turning a part of each row',
	minutes: 12,
	exports: ['partialRope'],
	task: `Write \`partialRope(positions, x, turned, base)\`: rotary positions for the first \`turned\` dimensions of each row; the others pass unchanged.

- \`x\`: \`[..., time, headDim]\`. \`positions\`: a list of \`time\` whole numbers, the position of each row, in any order.
- \`turned\`: an even number from 2 to headDim. The first \`turned\` dimensions are treated as a row of that width of their own, half-split: dimension *i* is paired with dimension *i* + \`turned\` / 2, and pair *i* turns by position · base^(−2*i* / \`turned\`).
- Returns the shape of \`x\`. With \`turned\` = headDim and positions 0, 1, 2, … it is \`rope\` from the lab.`,
	starter: `import * as tf from '@tensorflow/tfjs';

/** positions: one for each row of x [..., time, headDim]. Only the first \`turned\` dimensions are turned. */
export function partialRope(positions: readonly number[], x: tf.Tensor, turned: number, base: number): tf.Tensor {
	return tf.tidy(() => x.clone());
}
`,
});
