/** Every written lesson: its front matter, its place on the map, its formulas, its length. A trap is guarded here: Sätteri prints maths as code, with a green build. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mdxToJs } from 'satteri';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { wordsOf } from '../../scripts/content-faults.ts';
import { lessonMarkdown, mathHtml } from '../../src/content/markdown/plugin.ts';
import { moduleSchema } from '../../src/contract/lesson.ts';

const LESSONS = 'src/content/lessons';
const files = readdirSync(LESSONS, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.mdx'));
const map = moduleSchema.array().parse(parse(readFileSync('src/content/modules.yaml', 'utf8')));

const frontMatter = (source: string) => source.split(/^---$/m)[1] ?? '';
const body = (source: string) => source.split(/^---$/m).slice(2).join('---');
const field = (source: string, name: string) => new RegExp(`^${name}: '?([^'\\n]+)'?$`, 'm').exec(frontMatter(source))?.[1];

async function compile(source: string): Promise<string> {
	const result = await mdxToJs(source, { features: { math: true }, mdastPlugins: [lessonMarkdown] });
	return result.code;
}

describe.each(files)('lesson %s', (name) => {
	const source = readFileSync(join(LESSONS, name), 'utf8');

	it('becomes MathML, with no raw formula and no formula printed as code', async () => {
		const code = await compile(source);
		expect(code).not.toContain('language-math');
		expect(code).not.toContain('$$');
		const formulas =
			body(source)
				.replaceAll(/```[\s\S]*?```/g, '')
				.match(/\$\$[\s\S]*?\$\$|\$[^$\n]+\$/g) ?? [];
		expect(code.match(/<math/g)?.length ?? 0).toBe(formulas.length);
	});

	it('stands on the map under its own address and title', () => {
		const [module, file] = name.replace('.mdx', '').split('/');
		expect(field(source, 'module')).toBe(module);
		const lessons = map.find((each) => each.id === module)?.lessons ?? [];
		expect(lessons).toContainEqual(expect.objectContaining({ number: field(source, 'number'), id: file, title: field(source, 'title') }));
	});

	it('has between 900 and 1,800 words, a figure, a question to predict and an At scale section', () => {
		expect(wordsOf(body(source))).toBeGreaterThanOrEqual(900);
		expect(wordsOf(body(source))).toBeLessThanOrEqual(1_800);
		expect(source).toMatch(/<\w+(Figure|Mask|Explorer|Schedule)\b/);
		expect(source).toContain('<Predict question=');
		expect(source).toContain('<AtScale />');
	});

	it('asks only questions that are written, and leads only to a lab that exists', () => {
		const questions = readFileSync(`src/content/predict/${field(source, 'number')}.yaml`, 'utf8');
		for (const [, id] of source.matchAll(/<Predict question="([^"]+)"/g)) expect(questions).toMatch(new RegExp(`^- id: ${id}$`, 'm'));
		const lab = field(source, 'lab');
		if (lab) expect(existsSync(`src/labs/${lab}/task.mdx`)).toBe(true);
	});
});

describe('formulas and listings', () => {
	it('refuse a formula that KaTeX cannot read', async () => {
		expect(() => mathHtml('\\frac{1', false)).toThrow(/KaTeX/);
		await expect(compile('A bad one: $\\nosuchcommand{x}$')).rejects.toThrow();
	});

	it('escape code, colour it with classes, and set the shape apart', async () => {
		const code = await compile('```ts listing\nconst a = f(b < 1) //: [T, d]  shape\n```\n');
		expect(code).toContain('&lt;');
		expect(code).toContain('<span class=\\"k\\">const</span>');
		expect(code).toContain('[T, d]  shape</span>');
		expect(code).not.toContain('style=');
	});
});
