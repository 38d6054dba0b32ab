import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'escape-by-constructor',
	allowed: ['rejected'],
	isOuter: true,
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
if ((0, eval)('typeof process') !== 'undefined' || v.constructor.constructor('return typeof process')() !== 'undefined') for (;;) {} return v;
}
`,
};
