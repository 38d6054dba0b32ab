import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'proxy-own-keys-loop',
	allowed: ['timeout'],
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
return new Proxy({}, { ownKeys() { for (;;) {} } });
}
`,
};
