import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'tensor-hoard-with-catch',
	allowed: ['out-of-memory', 'timeout'],
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
const a = []; for (;;) try { a.push(tf.ones([512, 512])); } catch {}
}
`,
};
