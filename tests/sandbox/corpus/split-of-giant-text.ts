import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'split-of-giant-text',
	allowed: ['out-of-memory', 'timeout', 'error'],
	isOuter: true,
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
return 'x'.repeat(2 ** 29 - 30).split('').length;
}
`,
};
