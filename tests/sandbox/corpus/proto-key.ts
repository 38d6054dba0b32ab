import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'proto-key',
	allowed: ['error'],
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
return JSON.parse('{"__proto__": {"a": 1}}');
}
`,
};
