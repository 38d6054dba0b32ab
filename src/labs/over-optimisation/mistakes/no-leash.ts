// diagnosis: no-leash
import * as tf from '@tensorflow/tfjs';

export function wordKl(logProbs: tf.Tensor, reference: tf.Tensor): tf.Tensor {
	return tf.tidy(() => {
		const gap = reference.sub(logProbs); // log of reference over policy, [batch, time]
		return gap.expm1().sub(gap); // never below 0, and 0 where the two agree
	});
}

export function policyLoss(logProbs: tf.Tensor, _sampled: tf.Tensor, _reference: tf.Tensor, rewards: tf.Tensor, _beta: number): tf.Scalar {
	return tf.tidy(() => {
		const advantage = rewards.sub(rewards.mean());
		return advantage.mul(logProbs.sum(-1)).mean().neg().asScalar();
	});
}

export function plan(): { beta: number; stopAtKl: number } {
	return { beta: 0.3, stopAtKl: 20 };
}
