import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'deep-recursion',
	allowed: ['error'],
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
const f = (n: number): number => 1 + f(n + 1); return f(0);
}
`,
};
