import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'syntax-error',
	allowed: ['error'],
	isOuter: true,
	code: `export function causalAttention( {`,
};
