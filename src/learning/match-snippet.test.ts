/** Offered is what goes on as the learner began, and nothing else. */
import { describe, expect, it } from 'vitest';
import type { Snippet } from '#contract/automation.ts';
import { offersAt } from './match-snippet.ts';

const snippet = (lines: string[], names: string[] = []): Snippet => ({ skill: 's', names, lines, from: 'yours' });
const SCORES = snippet(['const scores = q.matMul(k, false, true).div(Math.sqrt(size));'], ['scores', 'how well a key fits']);
const LOOP = snippet(['for (const each of x) {', '\tsum += each;', '}'], []);
const at = (before: string, over: { after?: string; above?: string } = {}, snippets = [SCORES, LOOP]) =>
	offersAt({ before, after: '', above: '', ...over }, snippets).map(({ text }) => text);

describe('at the cursor', () => {
	it('goes on from three tokens, whatever the white space, also within a word', () => {
		expect(at('\tconst scores=')).toEqual([' q.matMul(k, false, true).div(Math.sqrt(size));']);
		expect(at('const scores = ')).toEqual(['q.matMul(k, false, true).div(Math.sqrt(size));']);
		expect(at('const scores = q.mat')).toEqual(['Mul(k, false, true).div(Math.sqrt(size));']);
	});

	it('is quiet for fewer, for others, and for a whole line', () => {
		expect(at('const scores')).toEqual([]);
		expect(at('const score = ')).toEqual([]);
		expect(at('const scores = k.')).toEqual([]);
		expect(at(SCORES.lines[0] ?? '')).toEqual([]);
	});

	it('indents the lines that follow as deep as the first', () => {
		expect(at('\t\tfor (const')).toEqual([' each of x) {\n\t\t\tsum += each;\n\t\t}']);
	});

	it('replaces what the editor closed by itself, and is quiet in the middle of a line', () => {
		const [offer] = offersAt({ before: 'const scores = q.matMul(', after: ')', above: '' }, [SCORES]);
		expect(offer).toMatchObject({ text: 'k, false, true).div(Math.sqrt(size));', replaces: 1 });
		expect(at('const scores = ', { after: ' + 1' })).toEqual([]);
	});

	it('is named by a comment above an empty line', () => {
		expect(at('\t', { above: '\t// Scores' })).toEqual(SCORES.lines);
		expect(at('', { above: '// how well a key' })).toEqual(SCORES.lines);
		expect(at('', { above: '// weights' })).toEqual([]);
		expect(at('', { above: '// ' })).toEqual([]);
		expect(at('', { above: 'const scores = 1;' })).toEqual([]);
	});

	it('offers each text once', () => {
		expect(at('const scores = ', {}, [SCORES, { ...SCORES, from: 'elsewhere' }])).toHaveLength(1);
	});
});
