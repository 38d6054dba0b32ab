import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'forged-shape',
	allowed: ['error'],
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
const t = tf.clone(v); (t as any).shape = [1e9, 1e9]; return t;
}
`,
};
