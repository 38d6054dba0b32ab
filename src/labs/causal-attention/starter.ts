import * as tf from '@tensorflow/tfjs';

/**
 * One causal attention head.
 *
 * q, k: [..., time, headDim]   v: [..., time, valueDim]   returns [..., time, valueDim]
 * "..." is nothing, a batch, or a batch and heads.
 */
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
	return tf.tidy(() => {
		// 1. How well does each query fit each key?    [..., time, time]
		// 2. A token must not see what comes after it.
		// 3. Each row becomes weights that sum to one.
		// 4. Mix the values with these weights.        [..., time, valueDim]
		return v.clone();
	});
}
