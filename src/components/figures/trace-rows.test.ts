import { describe, expect, test } from 'vitest';
import { directText, thinkText } from '../../labs/kit/chain-rows.ts';
import { lastWork, traceHtml, traceText } from './trace-html.ts';
import { chainOf, describeToken, LONGEST, traceTokens } from './trace-rows.ts';

const lengths = Array.from({ length: LONGEST }, (_, i) => i + 1);
const textOf = (format: 'direct' | 'bare' | 'copied', length: number): string =>
	traceTokens(format, length)
		.map(({ text }) => text)
		.join('');

describe('the rows of the trace figure', () => {
	test.each(lengths)('are those that the models of the course are trained on, for %i operations', (length) => {
		const chain = chainOf(length);

		expect(textOf('copied', length).endsWith(thinkText(chain))).toBe(true);
		expect(textOf('direct', length).endsWith(directText(chain))).toBe(true);
		expect(textOf('bare', length).endsWith(thinkText(chain).replaceAll(/[-+*]\d(\d)/g, '$1'))).toBe(true);
	});

	test('need at most three tokens for a step, and all of the prompt for an answer at once', () => {
		for (const format of ['bare', 'copied'] as const) expect(Math.max(...traceTokens(format, 6).map(({ needs }) => needs.length))).toBe(3);
		expect(traceTokens('direct', 6)[15]).toMatchObject({ text: '3', operations: 6 });
	});

	test('find what a result follows from', () => {
		const tokens = traceTokens('copied', 3);
		const at = lastWork(tokens);

		expect(tokens[at]?.needs.map((place) => tokens[place]?.text).join('')).toBe('6-2');
		expect(describeToken(tokens, at)).toBe('“4” takes one operation in a single pass, from “6” (3 back), “-” (2 back), “2” (1 back).');
		expect(traceText({ format: 'direct', length: 3, at: 9 })).toContain('3 operations, one after the other,');
	});

	test('are drawn with one button a token', () => {
		expect(traceHtml({ format: 'direct', length: 1, at: 5 }).match(/<button/g)).toHaveLength(7);
	});
});
