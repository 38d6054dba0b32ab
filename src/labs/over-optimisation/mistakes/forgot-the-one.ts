// diagnosis: kl-shifted
import * as tf from '@tensorflow/tfjs';

export function wordKl(logProbs: tf.Tensor, reference: tf.Tensor): tf.Tensor {
	return tf.tidy(() => {
		const gap = reference.sub(logProbs); // log of reference over policy, [batch, time]
		return gap.exp().sub(gap);
	});
}

export function policyLoss(logProbs: tf.Tensor, sampled: tf.Tensor, reference: tf.Tensor, rewards: tf.Tensor, beta: number): tf.Scalar {
	return tf.tidy(() => {
		const drift = sampled.sub(reference).sum(-1); // [batch], nats of a whole message
		const earned = rewards.sub(drift.mul(beta));
		const advantage = earned.sub(earned.mean()); // no gradient: nothing in it is of the policy now
		return advantage.mul(logProbs.sum(-1)).mean().neg().asScalar();
	});
}

export function plan(): { beta: number; stopAtKl: number } {
	return { beta: 0.3, stopAtKl: 20 };
}
