/** Code as HTML, line by line: every line is whole by itself, the text is the source's, and no source takes long. */
import { expect, it } from 'vitest';
import { cpuMs } from '../../../tests/support/cpu-time.ts';
import { codeLinesHtml } from './code-html.ts';

const textOf = (html: string) =>
	html
		.replaceAll(/<[^>]*>/g, '')
		.replaceAll('&lt;', '<')
		.replaceAll('&gt;', '>')
		.replaceAll('&quot;', '"')
		.replaceAll('&amp;', '&');

it('closes what spans lines at the end of each, and keeps the text', () => {
	const source = '/* one\n   two */ const a = `x\nb` && "<script>";\n// end';

	const lines = codeLinesHtml(source);

	expect(lines.map(textOf).join('\n')).toBe(source);
	for (const line of lines) expect(line.match(/<span/g)?.length ?? 0).toBe(line.match(/<\/span>/g)?.length ?? 0);
	expect(lines[1]).toContain('<span class="co">   two */</span>');
});

it.each([
	['open comments', '/*'.repeat(32_000)],
	['open comments on lines', '/*\n'.repeat(20_000)],
	['escaped quotes', `'${"\\'".repeat(32_000)}`],
	['open templates', '`\\\n'.repeat(16_000)],
])('reads 64 kB of %s in time that grows with the length, not with its square', (_, source) => {
	const timeOf = (text: string) => cpuMs(() => codeLinesHtml(text));
	timeOf(source);
	const [eighth = 0, whole = 0] = [source.slice(0, source.length / 8), source].map((text) =>
		Math.min(...[1, 2, 3].map(() => timeOf(text))),
	);

	// Eight times the text takes about eight times as long; a square would be 64 times, and seconds. Below 300 ms caches and the compiler decide.
	expect(whole).toBeLessThan(Math.max(30 * eighth, 300));
});
