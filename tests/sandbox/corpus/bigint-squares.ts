import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'bigint-squares',
	allowed: ['timeout'],
	isOuter: true,
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
let x = 3n; for (;;) x = x * x;
}
`,
};
