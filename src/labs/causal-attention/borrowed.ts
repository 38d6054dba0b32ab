/**
 * Borrowed: causal attention for a learner who has not passed lab 1.4. It stands in for `my/causal-attention` until then.
 * Same signature as the lab's; written for speed of reading, with the mask as a term that is added.
 */
import * as tf from '@tensorflow/tfjs';

export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
	return tf.tidy(() => {
		const length = k.shape[k.shape.length - 2] ?? 1;
		const size = k.shape[k.shape.length - 1] ?? 1;
		const allowed = tf.linalg.bandPart(tf.ones([length, length]), -1, 0);
		const penalty = tf.mul(tf.sub(1, allowed), -1e9);
		const fit = tf.matMul(tf.mul(q, size ** -0.5), k, false, true);
		return tf.matMul(tf.softmax(tf.add(fit, penalty)), v);
	});
}
