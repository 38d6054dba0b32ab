import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'regex-backtracking',
	allowed: ['timeout'],
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
return /^(a+)+$/.test('a'.repeat(40) + 'b');
}
`,
};
