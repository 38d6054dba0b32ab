import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'infinite-output',
	allowed: ['rejected'],
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
return tf.mul(v, Infinity);
}
`,
};
