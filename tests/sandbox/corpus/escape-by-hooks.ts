import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	// tfjs keeps two registries of its own on the global, _tfengine and _tfGlobals; both are reachable through tf.engine() anyway.
	name: 'escape-by-hooks',
	allowed: ['rejected'],
	isOuter: true,
	code: `import * as tf from '@tensorflow/tfjs';
export function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) {
if (Object.getOwnPropertyNames(globalThis).some((n) => !n.startsWith('_tf') && /gradus|ivm|isolate|^_|require|process|driver/i.test(n))) for (;;) {} return v;
}
`,
};
