/** Near transfer, for the independent re-check: another baseline, no spread, and a limit on one side only. */
import { defineVariant } from '#grading/core/variant.ts';

export const variant = defineVariant({
	id: 'leave-one-out',
	lab: 'grpo',
	title: 'Compared with the others',
	minutes: 15,
	exports: ['tokenGain'],
	task: `Write \`tokenGain(logRatio, rewards, mask, cap)\`: the gain of every token of one group of samples, to be made larger.

| argument | shape | is |
|---|---|---|
| \`logRatio\` | \`[size, time]\` | log-probability now less that at sampling |
| \`rewards\` | \`[size]\` | one reward for each sample of the group; \`size\` is at least 2 |
| \`mask\` | \`[size, time]\` | 1 where a token was drawn, else 0 |
| \`cap\` | a number above 1 | the highest ratio that counts |

1. A sample's advantage is its reward less the mean reward of the **other** samples of the group. It is not divided by anything.
2. The ratio is e to the logRatio. Ratios above \`cap\` count as \`cap\`, whatever the sign of the advantage; there is no lower limit.
3. The gain of a token is ratio times advantage, and 0 at padding.

Return \`[size, time]\`.`,
	starter: `import * as tf from '@tensorflow/tfjs';

/** [size, time], [size], [size, time], a number above 1 → [size, time]. */
export function tokenGain(logRatio: tf.Tensor2D, rewards: tf.Tensor1D, mask: tf.Tensor2D, cap: number): tf.Tensor2D {
	return logRatio.mul(0) as tf.Tensor2D;
}
`,
});
