// diagnosis: future-instead-of-past
import * as tf from '@tensorflow/tfjs';

export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
	return tf.tidy(() => {
		const time = q.shape.at(-2) ?? 1;
		const headDim = q.shape.at(-1) ?? 1;
		const isHidden = tf.range(0, time).expandDims(0).less(tf.range(0, time).expandDims(1));
		const scores = q.matMul(k, false, true).div(Math.sqrt(headDim));
		return tf.where(isHidden, -1e9, scores).softmax(-1).matMul(v);
	});
}
