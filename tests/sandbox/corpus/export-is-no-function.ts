import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'export-is-no-function',
	allowed: ['error'],
	code: `export const causalAttention = 3;`,
};
