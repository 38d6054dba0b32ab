import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'cyclic-result',
	allowed: ['error'],
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
const a: unknown[] = []; a.push(a); return a;
}
`,
};
