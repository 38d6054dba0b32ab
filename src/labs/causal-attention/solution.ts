import * as tf from '@tensorflow/tfjs';

/** One causal attention head: softmax(q·kᵀ / √headDim, future masked)·v. */
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
	return tf.tidy(() => {
		const time = q.shape.at(-2) ?? 1;
		const headDim = q.shape.at(-1) ?? 1;
		const scores = q.matMul(k, false, true).div(Math.sqrt(headDim)); // [..., time, time]
		const position = tf.range(0, time);
		const isFuture = position.expandDims(0).greater(position.expandDims(1)); // [time, time]: key after query
		const visible = tf.where(isFuture, -1e9, scores); // before the softmax, so that it shares out only what is visible
		return visible.softmax(-1).matMul(v); // [..., time, valueDim]
	});
}
