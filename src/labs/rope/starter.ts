import * as tf from '@tensorflow/tfjs';
import { causalAttention } from 'my/causal-attention';

/**
 * Turns queries or keys by their position, in the half-split layout: dimension i and dimension i + headDim / 2 are the two coordinates of pair i.
 *
 * x: [..., time, headDim], headDim even   base: 10000 or so   offset: the position of the first row   returns the same shape
 */
export function rope(x: tf.Tensor, base: number, offset = 0): tf.Tensor {
	return tf.tidy(() => {
		const [time = 1, headDim = 2] = x.shape.slice(-2);
		// The position of each row: [time, 1]
		const positions = tf.range(offset, offset + time).expandDims(1);

		// Missing: the speed of each pair, the angles [time, headDim / 2], and the turn itself.
		void [base, headDim, positions];
		return x.clone();
	});
}

/** Causal attention whose scores depend on the distance of two tokens. q, k: [..., time, headDim]; v: [..., time, valueDim]. */
export function ropeAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, base: number): tf.Tensor {
	void base;
	return causalAttention(q, k, v);
}
