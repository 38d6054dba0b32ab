import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'escape-by-hooks',
	allowed: ['rejected'],
	isOuter: true,
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
if (Object.getOwnPropertyNames(globalThis).some((n) => n !== '_tfengine' && /gradus|ivm|isolate|^_|require|process|driver/i.test(n))) for (;;) {} return v;
}
`,
};
