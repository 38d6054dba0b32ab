import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'getter-loop-in-result',
	allowed: ['timeout'],
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
return { get a() { for (;;) {} } };
}
`,
};
