import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'patched-random',
	allowed: ['rejected'],
	code: `Math.random = () => 0;
import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
return v;
}
`,
};
