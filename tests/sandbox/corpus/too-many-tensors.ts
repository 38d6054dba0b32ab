import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'too-many-tensors',
	allowed: ['error'],
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
return Array.from({ length: 65 }, () => tf.scalar(1));
}
`,
};
