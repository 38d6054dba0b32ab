import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'shared-array-buffer',
	allowed: ['error'],
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
return new SharedArrayBuffer(8);
}
`,
};
