import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'loop-after-await',
	allowed: ['timeout'],
	code: `import * as tf from '@tensorflow/tfjs';
export async function causalAttention() { await null; for (;;) {} }`,
};
