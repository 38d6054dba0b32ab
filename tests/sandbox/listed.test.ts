/** The corpus is whole: no number is missing, no name stands twice, and the page in docs has a line for each. */
import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { isTableWanted, listEntries, TABLE_FILE, writeTable } from './support/table.ts';

const COUNT = 107;
const entries = listEntries();

afterAll(() => {
	if (isTableWanted) writeTable();
});

test(`A1: every number from 1 to ${COUNT} has an entry, and no line has the name of another`, () => {
	const numbers = new Set(entries.map(({ n }) => n));
	const lines = entries.map(({ n, name }) => `${n} ${name}`);

	expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: COUNT }, (_, i) => i + 1));
	expect(lines.filter((line, at) => lines.indexOf(line) !== at)).toEqual([]);
	expect(entries.filter(({ allowed }) => allowed.length === 0)).toEqual([]);
});

test('docs/security/corpus.md has a row for each line, with what it may end as', () => {
	const page = readFileSync(TABLE_FILE, 'utf8').replaceAll('\\', '');
	const missing = entries.filter(({ n, name, allowed }) => !page.includes(`| ${n} | ${name} | ${allowed.join(', ')} |`));

	expect(missing.map(({ n, name }) => `${n} ${name}`)).toEqual([]);
});
