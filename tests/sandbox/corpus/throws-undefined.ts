import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'throws-undefined',
	allowed: ['error'],
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
throw undefined;
}
`,
};
