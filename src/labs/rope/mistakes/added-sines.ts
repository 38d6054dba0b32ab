// diagnosis: wrong-pairs
import * as tf from '@tensorflow/tfjs';
import { causalAttention } from 'my/causal-attention';

export function rope(x: tf.Tensor, base: number, offset = 0): tf.Tensor {
	return tf.tidy(() => {
		const [time = 1, headDim = 2] = x.shape.slice(-2);
		const half = headDim / 2;
		const speeds = tf.pow(base, tf.range(0, half).mul(-2 / headDim));
		const positions = tf.range(offset, offset + time).expandDims(1);
		const angles = positions.mul(speeds);
		return x.add(tf.concat([angles.sin(), angles.cos()], -1));
	});
}

export function ropeAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, base: number): tf.Tensor {
	return tf.tidy(() => causalAttention(rope(q, base), rope(k, base), v));
}
