/** The corpus is whole: no number is missing, no name stands twice, and the page in docs has a line for each. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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

test('each of the eleven things that are accepted has a test that begins with its id', () => {
	const tests = readdirSync('tests', { recursive: true, encoding: 'utf8' }).filter((name) => /\.(test|spec)\.ts$/.test(name));
	const titles = tests.flatMap((name) => [...readFileSync(join('tests', name), 'utf8').matchAll(/['`](A\d+): /g)].map(([, id]) => id));

	expect([...new Set(titles)].sort((a = '', b = '') => Number(a.slice(1)) - Number(b.slice(1)))).toEqual(
		Array.from({ length: 11 }, (_, i) => `A${i + 1}`),
	);
});
