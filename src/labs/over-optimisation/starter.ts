/** Lab 5.3: a policy is trained on the score of a reward model. You write the push, the measure of how far it went, and the plan. */
import * as tf from '@tensorflow/tfjs';

/**
 * An estimate of the KL from policy to reference for each drawn word, in nats: never negative, 0 where the two agree.
 * logProbs and reference: log-probabilities of the drawn words, [batch, time]. Returns [batch, time].
 */
export function wordKl(logProbs: tf.Tensor, _reference: tf.Tensor): tf.Tensor {
	return tf.zerosLike(logProbs);
}

/**
 * What to minimise: its gradient makes messages that earned more than the batch's mean likelier.
 * logProbs [batch, time]: of the drawn words under the policy now; the gradient flows through them.
 * sampled [batch, time]: the same numbers as they were when drawn. reference [batch, time]: under the base.
 * rewards [batch]: the reward model's. beta: nats of reward that one nat of drift costs.
 */
export function policyLoss(
	_logProbs: tf.Tensor,
	_sampled: tf.Tensor,
	_reference: tf.Tensor,
	_rewards: tf.Tensor,
	_beta: number,
): tf.Scalar {
	return tf.scalar(0);
}

/** The leash, and the drift in nats at which the run stops. */
export function plan(): { beta: number; stopAtKl: number } {
	return { beta: 0, stopAtKl: 1000 };
}
