import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'fake-tensor',
	allowed: ['error'],
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
return Object.create(tf.Tensor.prototype);
}
`,
};
