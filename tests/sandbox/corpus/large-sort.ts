import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'large-sort',
	allowed: ['out-of-memory', 'timeout'],
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
const a = new Float64Array(5e6).map((_, i) => -i); for (;;) Array.from(a).sort();
}
`,
};
