import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'nested-arrows',
	allowed: ['error'],
	code: `export const causalAttention = ${'a=>'.repeat(16_000)}1;`,
};
