import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'top-level-loop',
	allowed: ['timeout'],
	isOuter: true,
	code: `for (;;) {}
export {};`,
};
