import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'map-growth',
	allowed: ['out-of-memory', 'timeout', 'error'],
	isOuter: true,
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
const m = new Map(); for (let i = 0; ; i++) m.set(i, { i });
}
`,
};
