import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'promise-recursion',
	allowed: ['timeout'],
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
const f = (): unknown => Promise.resolve().then(f); return f();
}
`,
};
