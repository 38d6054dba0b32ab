import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'throws-getter-loop',
	allowed: ['error'],
	isOuter: true,
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
throw { get message() { for (;;) {} } };
}
`,
};
