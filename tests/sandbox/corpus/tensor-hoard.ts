import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'tensor-hoard',
	allowed: ['out-of-memory', 'timeout', 'error'],
	isOuter: true,
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
const a = []; for (;;) a.push(tf.ones([512, 512]));
}
`,
};
