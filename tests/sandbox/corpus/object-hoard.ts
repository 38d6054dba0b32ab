import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'object-hoard',
	allowed: ['out-of-memory', 'timeout'],
	isOuter: true,
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
const a: unknown[] = []; for (;;) a.push({ a: [1, 2, 3] });
}
`,
};
