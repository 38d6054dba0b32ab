// diagnosis: no-mask
import * as tf from '@tensorflow/tfjs';

export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
	return tf.tidy(() => {
		const headDim = q.shape.at(-1) ?? 1;
		const scores = q.matMul(k, false, true).div(Math.sqrt(headDim));
		return scores.softmax(-1).matMul(v);
	});
}
