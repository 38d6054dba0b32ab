import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'polluted-object',
	allowed: ['rejected'],
	code: `Object.assign(Object.prototype, { shape: [1], k: 'x' });
import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
return v;
}
`,
};
