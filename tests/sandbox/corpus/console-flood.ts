import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'console-flood',
	allowed: ['rejected'],
	isOuter: true,
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
for (let i = 0; i < 2e4; i++) console.log('x'.repeat(100)); return v;
}
`,
};
