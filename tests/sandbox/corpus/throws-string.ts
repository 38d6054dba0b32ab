import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'throws-string',
	allowed: ['error'],
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
throw 'text';
}
`,
};
