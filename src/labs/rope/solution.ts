/** Lab 2.3, the reference: turn pairs of dimensions by an angle that grows with the position, then attend as before. */
import * as tf from '@tensorflow/tfjs';
import { causalAttention } from 'my/causal-attention';

/** x [..., time, headDim] → the same shape. Row t is turned as position offset + t; dimension i turns with dimension i + headDim / 2. */
export function rope(x: tf.Tensor, base: number, offset = 0): tf.Tensor {
	return tf.tidy(() => {
		const [time = 1, headDim = 2] = x.shape.slice(-2);
		const half = headDim / 2;
		const speeds = tf.pow(base, tf.range(0, half).mul(-2 / headDim)); // [half]: 1 for the first pair, then ever slower
		const positions = tf.range(offset, offset + time).expandDims(1); // [time, 1]
		const angles = positions.mul(speeds); // [time, half]
		// Split into two parts gives two.
		const [a, b] = tf.split(x, 2, -1) as [tf.Tensor, tf.Tensor]; // each [..., time, half]
		const turnedA = a.mul(angles.cos()).sub(b.mul(angles.sin()));
		const turnedB = b.mul(angles.cos()).add(a.mul(angles.sin()));
		return tf.concat([turnedA, turnedB], -1); // [..., time, headDim]
	});
}

/** Causal attention in which a score knows how far apart its two tokens are. Values say what is there, not where: they are not turned. */
export function ropeAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, base: number): tf.Tensor {
	return tf.tidy(() => causalAttention(rope(q, base), rope(k, base), v));
}
