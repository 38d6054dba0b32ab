import { readFileSync } from 'node:fs';
import { mdxToJs } from 'satteri';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { moduleSchema } from '../../contract/lesson.ts';
import { firstTerm, glossaryLinks, readGlossary } from './glossary.ts';

const entries = readGlossary();
const page = (text: string, number = '9.9') =>
	mdxToJs(`---\nnumber: '${number}'\n---\n\n${text}\n`, {
		features: { frontmatter: true },
		fileURL: new URL('file:///x/content/lessons/9-x/y.mdx'),
		mdastPlugins: [glossaryLinks],
	});
const buttons = (code: string) => code.match(/popovertarget/g)?.length ?? 0;

describe('the glossary', () => {
	it('has each id and each spelling once, and names lessons of the map', () => {
		const spellings = entries.flatMap(({ term, also }) => [term, ...also].map((word) => word.toLowerCase()));
		expect(new Set(spellings).size).toBe(spellings.length);
		expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
		const map = moduleSchema.array().parse(parse(readFileSync('src/content/modules.yaml', 'utf8')));
		const numbers = map.flatMap((module) => module.lessons.map(({ number }) => number));
		for (const { lesson } of entries) expect(numbers).toContain(lesson);
	});

	it('finds the first whole word, the longer of two, and keeps capitals where they matter', () => {
		expect(firstTerm('Softmaxes are no softmax.', entries)).toMatchObject({ word: 'softmax', at: 17 });
		expect(firstTerm('The entropy floor', entries)?.entry.id).toBe('entropy-floor');
		expect(firstTerm('the flops of it', entries)).toBeNull();
		expect(firstTerm('token-free', entries)).toBeNull();
	});

	it('links a term once a lesson, outside headings, links and code', async () => {
		const { code } = await page('# A softmax\n\n[softmax](/x) and `softmax`.\n\nThe softmax, and again the softmax.');
		expect(buttons(code)).toBe(1);
	});

	it('leaves the lesson alone that explains the term', async () => {
		expect(buttons((await page('The softmax.', '1.4')).code)).toBe(0);
	});
});
