/** log σ(x) without the fault of tfjs-core's own: inside a tidy, its gradient reads a tensor that the tidy has already freed. */
import * as tf from '@tensorflow/tfjs-core';

/** Elementwise log(1 / (1 + exp(−x))), finite for every finite x. Differentiable. */
export function logSigmoid<T extends tf.Tensor>(x: T | tf.TensorLike): T {
	return tf.tidy(() => tf.neg(tf.softplus(tf.neg<T>(x))));
}
