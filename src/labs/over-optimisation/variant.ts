/** Near transfer, for the independent re-check: another baseline and a leash with a slack. Other name, other argument order. */
import { defineVariant } from '#grading/core/variant.ts';

export const variant = defineVariant({
	id: 'slack',
	lab: 'over-optimisation',
	title: 'A leash with some slack',
	minutes: 15,
	exports: ['slackLoss'],
	task: `Write \`slackLoss(slack, beta, rewards, reference, sampled, logProbs)\`: a policy loss in which the first nats of drift are free.

- \`rewards\`: \`[batch]\`; \`reference\`, \`sampled\`, \`logProbs\`: \`[batch, time]\` as in the lab; \`slack\` and \`beta\`: numbers.
- A message's drift is the sum over its words of \`sampled − reference\`. It costs \`beta\` times what exceeds \`slack\`; a drift of \`slack\` or less costs nothing.
- The baseline of a message is the mean of what the *other* messages of the batch earned, not its own.
- Returns one number whose gradient by \`logProbs\` is, for each word of message *i*, −advantageᵢ / batch. Its value is not judged.`,
	starter: `import * as tf from '@tensorflow/tfjs';

/** Mind the order of the arguments. */
export function slackLoss(
	_slack: number,
	_beta: number,
	_rewards: tf.Tensor,
	_reference: tf.Tensor,
	_sampled: tf.Tensor,
	logProbs: tf.Tensor,
): tf.Scalar {
	return tf.tidy(() => logProbs.mean().asScalar());
}
`,
});
