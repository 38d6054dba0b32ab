/** Near transfer, for the independent re-check: a reader who sometimes calls two messages equally good. Other name, other labels, same logistic. */
import { defineVariant } from '#grading/core/variant.ts';

export const variant = defineVariant({
	id: 'ties',
	lab: 'reward-model',
	title: 'A reader who may call it a tie',
	minutes: 12,
	exports: ['gradedLoss'],
	task: `Write \`gradedLoss(labels, left, right)\`: the loss of scores when the label of a pair is a *share*.

- \`labels\`: float32 \`[pairs]\`, 1 when the left message was preferred, 0 when the right one was, 0.5 for a tie, and anything in between for a vote of several readers.
- \`left\`, \`right\`: the scores, float32 \`[pairs]\`.
- The model's probability for the left message is the logistic function of \`left − right\`. Each pair costs the cross-entropy of the label against it, in nats: \`label\` parts of the surprise at "left", the rest of the surprise at "right".
- Returns one number, the mean over the pairs. It must stay finite for scores 300 apart.`,
	starter: `import * as tf from '@tensorflow/tfjs';

/** labels, left and right are [pairs]. Mind the order of the arguments. */
export function gradedLoss(_labels: tf.Tensor1D, _left: tf.Tensor1D, _right: tf.Tensor1D): tf.Scalar {
	return tf.scalar(0);
}
`,
});
