// diagnosis: not-started
import * as tf from '@tensorflow/tfjs';
import { causalAttention } from 'my/causal-attention';

export function rope(x: tf.Tensor, _base: number, _offset = 0): tf.Tensor {
	return x.clone();
}

export function ropeAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, base: number): tf.Tensor {
	return tf.tidy(() => causalAttention(rope(q, base), rope(k, base), v));
}
