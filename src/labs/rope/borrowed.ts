/** Borrowed: the library's rotation for a learner who has not passed lab 2.3. It stands in for `my/rope` until then. */
import type * as tf from '@tensorflow/tfjs';
import { causalAttentionHeads, rope as turn } from 'gradus';

export function rope(x: tf.Tensor, base: number, first = 0): tf.Tensor {
	return turn(x, base, first);
}

export function ropeAttention(queries: tf.Tensor, keys: tf.Tensor, values: tf.Tensor, base: number): tf.Tensor {
	return causalAttentionHeads(turn(queries, base), turn(keys, base), values);
}
