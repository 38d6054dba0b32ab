import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'await-loop',
	allowed: ['timeout'],
	code: `import * as tf from '@tensorflow/tfjs';
export async function causalAttention() { for (;;) await null; }`,
};
