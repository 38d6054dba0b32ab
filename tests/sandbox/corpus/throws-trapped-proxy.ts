import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'throws-trapped-proxy',
	allowed: ['timeout'],
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
throw new Proxy({}, { get() { for (;;) {} }, getPrototypeOf() { for (;;) {} } });
}
`,
};
