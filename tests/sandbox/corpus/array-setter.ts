import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'array-setter',
	allowed: ['error'],
	isOuter: true,
	code: `Object.defineProperty(Array.prototype, '0', { set() {}, configurable: true });
import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
return v;
}
`,
};
