/**
 * Near transfer, for the independent re-check: a head that sees only the last few tokens. Other name, other argument order, one changed rule.
 * What a variant is: its own task, starter and exports, judged by variant.hidden.ts alone. It has no hints.
 */
import { defineVariant } from '#grading/core/variant.ts';

export const variant = defineVariant({
	id: 'window',
	lab: 'causal-attention',
	title: 'A head with a short memory',
	minutes: 10,
	exports: ['slidingAttention'],
	task: `Write \`slidingAttention(values, keys, queries, width)\`: attention in which a token sees itself and the \`width − 1\` tokens before it, and nothing else.

- \`queries\`, \`keys\`: \`[..., time, headDim]\`; \`values\`: \`[..., time, valueDim]\`; \`width\`: a whole number of at least 1.
- Returns \`[..., time, valueDim]\`. Scores are scaled as in the lab.
- With \`width\` 1 each token gets its own value back; with \`width\` ≥ \`time\` it is the head from the lab.`,
	starter: `import * as tf from '@tensorflow/tfjs';

/** values [..., time, valueDim], keys and queries [..., time, headDim], width ≥ 1. Mind the order of the arguments. */
export function slidingAttention(values: tf.Tensor, keys: tf.Tensor, queries: tf.Tensor, width: number): tf.Tensor {
	return tf.tidy(() => values.clone());
}
`,
});
