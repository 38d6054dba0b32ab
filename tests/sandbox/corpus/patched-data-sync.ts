import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'patched-data-sync',
	allowed: ['rejected'],
	code: `import * as tf from '@tensorflow/tfjs';
tf.Tensor.prototype.dataSync = () => new Float32Array(9);
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
return v;
}
`,
};
