import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'wasm-memory',
	allowed: ['error'],
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
return new WebAssembly.Memory({ initial: 1 });
}
`,
};
