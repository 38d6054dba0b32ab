import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'loop-in-function',
	allowed: ['timeout'],
	isOuter: true,
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
for (;;) {}
}
`,
};
