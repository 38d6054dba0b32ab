import type { CorpusEntry } from '../support/entry.ts';

export const entry: CorpusEntry = {
	name: 'imports-node-fs',
	allowed: ['error'],
	isOuter: true,
	code: `import fs from 'node:fs';
export const causalAttention = fs;`,
};
