import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'giant-tensor',
	allowed: ['out-of-memory', 'timeout', 'error'],
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
return tf.ones([65536, 65536]);
}
`,
};
