import * as tf from '@tensorflow/tfjs';

/**
 * One causal attention head.
 *
 * q, k: [..., time, headDim]   v: [..., time, valueDim]   returns [..., time, valueDim]
 * "..." is nothing, a batch, or a batch and heads.
 */
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
	return tf.tidy(() => {
		// How well each query (row) fits each key (column): [..., time, time]
		const scores = q.matMul(k, false, true);

		// These are not weights yet. Three things are missing between this line and the next.
		const weights = scores;

		// Each row mixes the values: [..., time, valueDim]
		return weights.matMul(v);
	});
}
