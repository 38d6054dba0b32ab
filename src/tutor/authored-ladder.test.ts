/** The ladder is served a rung at a time, as HTML that carries nobody's markup, and a broken one says what is wrong. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RUNG_TITLES } from '#contract/help.ts';
import { readLadder, readRung } from './authored-ladder.ts';

let root = '';
const write = (text: string) => writeFileSync(join(root, 'src/labs/a-lab/hints.md'), text);
const section = (n: number, text: string) => `## ${RUNG_TITLES[n - 1] ?? ''}\n\n${text}\n\n`;

beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), 'gradus-ladder-'));
	mkdirSync(join(root, 'src/labs/a-lab'), { recursive: true });
	vi.stubEnv('GRADUS_ROOT', root);
});
afterEach(() => {
	vi.unstubAllEnvs();
	rmSync(root, { recursive: true });
});

describe('an authored ladder', () => {
	it('gives exactly one rung', () => {
		write([1, 2, 3, 4, 5].map((n) => section(n, `text ${n}\n\n### part\n\n\`\`\`ts\nx${n}\n\`\`\``)).join(''));
		expect(readRung('a-lab', 2)).toContain('text 2');
		expect(readRung('a-lab', 2)).not.toMatch(/text [1345]|x[1345]/);
	});

	it('shows raw HTML as text, and follows no link with a script', () => {
		write(
			[1, 2, 3, 4, 5].map((n) => section(n, '<img src=x onerror=alert(1)> [a](javascript:alert) [b](//evil.example) [c](/learn)')).join(''),
		);
		const html = readRung('a-lab', 1);
		expect(html).not.toMatch(/<img|javascript:|evil/);
		expect(html).toContain('<a href="/learn">c</a>');
	});

	it.each([
		['a missing section', [1, 2, 3, 4]],
		['sections out of order', [1, 3, 2, 4, 5]],
		['a section twice', [1, 2, 3, 4, 5, 5]],
	])('refuses %s', (_what, numbers) => {
		write(numbers.map((n) => section(n, 'text')).join(''));
		expect(() => readLadder('a-lab')).toThrow(expect.objectContaining({ kind: 'invalid' }));
	});

	it('says where the hints of a lab without any belong', () => {
		expect(() => readLadder('a-lab')).toThrow(expect.objectContaining({ kind: 'missing', at: 'src/labs/a-lab/hints.md' }));
	});
});
