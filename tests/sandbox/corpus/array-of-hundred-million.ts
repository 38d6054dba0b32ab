import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'array-of-hundred-million',
	allowed: ['out-of-memory', 'timeout', 'error'],
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
const a = new Array(100_000_000); for (let i = 0; i < a.length; i++) a[i] = {}; return v;
}
`,
};
