import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'four-megabytes',
	// Forty results of 4 MB in one hidden call are most of the heap.
	allowed: ['error'],
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
return tf.zeros([1024, 1024]);
}
`,
};
