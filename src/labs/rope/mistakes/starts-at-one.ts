// diagnosis: starts-at-one
import * as tf from '@tensorflow/tfjs';
import { causalAttention } from 'my/causal-attention';

export function rope(x: tf.Tensor, base: number, offset = 0): tf.Tensor {
	return tf.tidy(() => {
		const [time = 1, headDim = 2] = x.shape.slice(-2);
		const half = headDim / 2;
		const speeds = tf.pow(base, tf.range(0, half).mul(-2 / headDim));
		const positions = tf.range(offset + 1, offset + time + 1).expandDims(1);
		const angles = positions.mul(speeds);
		// Split into two parts gives two.
		const [a, b] = tf.split(x, 2, -1) as [tf.Tensor, tf.Tensor];
		const turnedA = a.mul(angles.cos()).sub(b.mul(angles.sin()));
		const turnedB = b.mul(angles.cos()).add(a.mul(angles.sin()));
		return tf.concat([turnedA, turnedB], -1);
	});
}

export function ropeAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, base: number): tf.Tensor {
	return tf.tidy(() => causalAttention(rope(q, base), rope(k, base), v));
}
