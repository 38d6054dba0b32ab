import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'never-resolving-promise',
	allowed: ['timeout'],
	isOuter: true,
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
return new Promise(() => {});
}
`,
};
