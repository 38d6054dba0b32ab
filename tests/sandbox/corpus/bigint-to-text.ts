import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'bigint-to-text',
	allowed: ['timeout'],
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
return (2n ** 100000000n).toString();
}
`,
};
