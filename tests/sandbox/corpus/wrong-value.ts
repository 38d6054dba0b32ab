import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'wrong-value',
	allowed: ['rejected'],
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
return v;
}
`,
};
