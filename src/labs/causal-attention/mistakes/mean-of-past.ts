// diagnosis: ignores-scores
import * as tf from '@tensorflow/tfjs';

export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
	return tf.tidy(() => {
		const time = q.shape.at(-2) ?? 1;
		const past = tf.linalg.bandPart(tf.ones([time, time]), -1, 0);
		const weights = past.div(past.sum(-1, true));
		return q.matMul(k, false, true).mul(0).add(weights).matMul(v);
	});
}
