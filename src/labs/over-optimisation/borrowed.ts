/** Borrowed: the push and the measure of lab 5.3 for later labs; its plan is the one that the lesson measured. */
import * as tf from '@tensorflow/tfjs';

export function wordKl(now: tf.Tensor, base: tf.Tensor): tf.Tensor {
	return tf.tidy(() => tf.add(tf.sub(tf.exp(tf.sub(base, now)), 1), tf.sub(now, base)));
}

export function policyLoss(now: tf.Tensor, drawn: tf.Tensor, base: tf.Tensor, scores: tf.Tensor, leash: number): tf.Scalar {
	return tf.tidy(() => {
		const net = tf.sub(scores, tf.mul(leash, tf.sum(tf.sub(drawn, base), 1)));
		const push = tf.div(tf.sub(tf.mean(net), net), scores.size);
		return tf.sum<tf.Scalar>(tf.mul(push, tf.sum(now, 1)));
	});
}

export const plan = (): { beta: number; stopAtKl: number } => ({ stopAtKl: 20, beta: 0.3 });
