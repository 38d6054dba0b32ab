import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'empty-file',
	allowed: ['error'],
	code: ``,
};
