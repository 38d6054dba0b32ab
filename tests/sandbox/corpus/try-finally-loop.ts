import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'try-finally-loop',
	allowed: ['timeout'],
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
for (;;) { try { continue; } finally { continue; } }
}
`,
};
