// diagnosis: overflow
import * as tf from '@tensorflow/tfjs';

export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
	return tf.tidy(() => {
		const time = q.shape.at(-2) ?? 1;
		const headDim = q.shape.at(-1) ?? 1;
		const isPast = tf.linalg.bandPart(tf.ones([time, time]), -1, 0);
		const scores = q.matMul(k, false, true).div(Math.sqrt(headDim));
		const powers = scores.exp().mul(isPast);
		return powers.div(powers.sum(-1, true)).matMul(v);
	});
}
