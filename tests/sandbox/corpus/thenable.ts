import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'thenable',
	allowed: ['error'],
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
return { then(f: (x: unknown) => void) { f(v); } };
}
`,
};
