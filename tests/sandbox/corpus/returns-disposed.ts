import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'returns-disposed',
	allowed: ['error'],
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
const t = tf.clone(v); t.dispose(); return t;
}
`,
};
