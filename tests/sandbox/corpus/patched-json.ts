import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'patched-json',
	allowed: ['rejected'],
	code: `JSON.stringify = () => '{}';
import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
return v;
}
`,
};
