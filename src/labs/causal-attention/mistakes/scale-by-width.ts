// diagnosis: scale-by-width
import * as tf from '@tensorflow/tfjs';

export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
	return tf.tidy(() => {
		const time = q.shape.at(-2) ?? 1;
		const headDim = q.shape.at(-1) ?? 1;
		const isFuture = tf.range(0, time).expandDims(0).greater(tf.range(0, time).expandDims(1));
		const scores = q.matMul(k, false, true).div(headDim);
		return tf.where(isFuture, -1e9, scores).softmax(-1).matMul(v);
	});
}
