import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'poisoned-then',
	allowed: ['rejected', 'timeout'],
	isOuter: true,
	code: `Promise.prototype.then = function () { return this; };
import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
return v;
}
`,
};
