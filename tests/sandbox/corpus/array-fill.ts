import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'array-fill',
	allowed: ['out-of-memory', 'timeout', 'error'],
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
return Array(1e9).fill(0);
}
`,
};
