import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'nested-parens',
	allowed: ['error'],
	code: `export const causalAttention = ${'('.repeat(30_000)}1${')'.repeat(30_000)};`,
};
