import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'missing-export',
	allowed: ['error'],
	code: `export const other = 1;`,
};
