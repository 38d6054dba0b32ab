/** The pieces of the guard: how texts become comparable, and that what should make no difference makes none. */
import { describe, expect, it } from 'vitest';
import { isCodeLine, splitParts } from './code-parts.ts';
import { codeTokens, type Dialect } from './code-tokens.ts';
import { fits, parseTrees, subtreeCounts } from './code-tree.ts';
import { findHiddenTexts } from './hidden-text.ts';
import { covered, share, sharedRuns, winnow } from './overlap.ts';
import { isUnreadable, plainText } from './plain-text.ts';
import { weighProse } from './prose-level.ts';
import { skeleton, vocabularyOf } from './skeleton.ts';
import { functionsIn, spliced } from './splice.ts';

const DIALECT: Dialect = { keepsNumber: (number) => number === '1000000000', keepsName: () => false };
const raw = (code: string): string => codeTokens(code, DIALECT).raw.join(' ');
const renamed = (code: string): string => codeTokens(code, DIALECT).renamed.join(' ');

describe('tokens', () => {
	it('lose types, comments, defaults and semicolons', () => {
		expect(raw('export function f(q: tf.Tensor, n: readonly number[]): { a: number; b: number[] } { return q[n] ?? 0; } // x')).toBe(
			raw('function f(q, n) { return q[n] }'),
		);
	});

	it('keep the values of an object and the branches of a choice', () => {
		expect(raw('({ ids: [USER, END], n: 0 })')).toContain('ids : [ USER , END ]');
		expect(raw('a ? b : PAD')).toBe('a ? b : PAD');
	});

	it('are the same under other names, but not with other calls or telling numbers', () => {
		expect(renamed('const visible = tf.where(isFuture, -1e9, scores)')).toBe(renamed('let pear=tf.where(kiwi,-1_000_000_000,plum);'));
		expect(renamed('x.softmax(-1)')).not.toBe(renamed('x.logSoftmax(-1)'));
	});

	it('are put together again where signs were torn apart', () => {
		expect(raw('state\n.\nstep\n+\n=\n1')).toBe('state . step += 1');
	});
});

describe('trees', () => {
	const form = (code: string) => [...subtreeCounts(parseTrees(codeTokens(code, DIALECT).renamed)).keys()];

	it('do not tell a method from a function, nor one order of a sum from another', () => {
		expect(form('tf.add(a.mul(b), c).sqrt()')).toEqual(form('Math.sqrt(z + x * y)'));
		expect(form('f(a < b.at(1), 1)')).toEqual(form('f(d.at(1) > c, 1)'));
	});

	it('fit a pattern with open places', () => {
		const [pattern] = parseTrees(['$', '.', 'div', '(', 'Math', '.', 'sqrt', '(', '$', ')', ')']);
		const [tree] = parseTrees(codeTokens('scores.div(Math.sqrt(q.shape.at(-1)))', DIALECT).renamed);
		if (!pattern || !tree) throw new Error('Both are expressions.');
		expect(fits(pattern, tree)).toBe(true);
		expect(fits(tree, pattern)).toBe(false);
	});

	it('end with every text, however broken', () => {
		for (const text of ['((((', '=> => =>', '} ) ]', 'a ? b', '/ /', '['.repeat(500)]) expect(() => form(text)).not.toThrow();
	});
});

describe('overlap', () => {
	const words = 'one two three four five six seven eight nine ten eleven twelve'.split(' ');

	it('finds the longest run and the places it covers', () => {
		const runs = sharedRuns(words, ['x', ...words.slice(2, 9), 'y']);
		expect(Math.max(...runs.map(({ length }) => length))).toBe(7);
		expect(covered(runs, 8).size).toBe(0);
		expect(covered(runs, 5)).toEqual(new Set([2, 3, 4, 5, 6, 7, 8]));
	});

	it('shares a fingerprint whenever eight tokens in a row are shared', () => {
		for (let from = 0; from + 8 <= words.length; from++) {
			const other = ['a', 'b', ...words.slice(from, from + 8), 'c', 'd'];
			expect(share(winnow(words), winnow(other))).toBeGreaterThan(0);
		}
	});
});

describe('the order of operations', () => {
	const vocabulary = vocabularyOf('q.matMul(k).div(Math.sqrt(d)).softmax(-1)');
	const steps = (text: string): string => skeleton(text, vocabulary, new Set()).join(' ');

	it('is one for TypeScript, Python and words', () => {
		expect(steps('q.matMul(k).div(Math.sqrt(d)).softmax()')).toBe('matmul / sqrt softmax');
		expect(steps('softmaxed = (q @ k) / math.sqrt(d)')).toBe('softmax matmul / sqrt');
		expect(steps('matMul q with k, divided by the square root of d, then softmax')).toBe('matmul / sqrt softmax');
	});
});

describe('reading a reply', () => {
	const lab = new Set(['matmul', 'softmax', 'where']);
	const hidden = (text: string): string => findHiddenTexts(plainText(text), lab).hidden.join('\n');
	const code = 'const w = scores.softmax(-1).matMul(v);';

	it('sees through invisible characters, look-alikes and full-width letters, and knows that they are no way to write', () => {
		for (const text of [
			[...code].join('\u200b'),
			code.replaceAll('o', 'о').replaceAll('a', 'а'),
			code.replaceAll(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)),
		]) {
			expect(plainText(text)).toBe(code);
			expect(isUnreadable(text)).toBe(true);
		}
	});

	it('decodes what is encoded, shifted or reversed', () => {
		expect(hidden(btoa(code))).toContain(code);
		expect(hidden(Buffer.from(code).toString('hex'))).toContain(code);
		expect(hidden(btoa(btoa(code)))).toContain(code);
		expect(hidden([...code].toReversed().join(''))).toContain(code);
		expect(
			hidden(
				code.replaceAll(/[a-z]/gi, (c) => String.fromCharCode(((c.charCodeAt(0) - (c < 'a' ? 65 : 97) + 13) % 26) + (c < 'a' ? 65 : 97))),
			),
		).toContain('softmax');
	});

	it('finds nothing hidden in honest prose, names, paths and shapes', () => {
		const honest =
			'See /learn/1-gpt2/causal-attention: the weights `[batch, heads, time, time]` of softmax sum to 1, so −ln(0.25) = 1.386. Is that what `expandDims` gives you?';
		expect(findHiddenTexts(plainText(honest), lab)).toMatchObject({ hidden: [], hasUnknown: false });
		expect(isUnreadable('σ(x) is between 0 and 1, α and β are rates, and λ_max is the largest → see above ✓')).toBe(false);
	});

	it('tells code from sentences', () => {
		for (const line of [code, 'return x.mean(0)', 'q @ k.T / math.sqrt(d) + 1', 'for (const x of xs) {', 'FUTURE := POS > COLUMN + 1'])
			expect(isCodeLine(line)).toBe(true);
		for (const line of [
			'What does each row sum to, and why is it not one?',
			'The shape is [batch, time].',
			'1. Is it 0 above the diagonal, and only there?',
			'- the first token sees only itself (weight 1)',
		])
			expect(isCodeLine(line)).toBe(false);
	});

	it('takes the new lines of a diff and the cells of a table', () => {
		expect(splitParts('@@ -1 +1 @@\n-old(1, 2) + 3;\n+const a = b.mul(c);').code).not.toContain('old');
		expect(splitParts('| 1 | const a = b.mul(c) + 1; |').lines).toHaveLength(1);
		expect(splitParts('tf\n.\nwhere\n(\na\n,\nb\n)\n').code).toContain('tf . where ( a , b )');
	});
});

describe('what words amount to', () => {
	const core = { concepts: new Set(['attention', 'mask']), operations: new Set(['softmax', 'where', 'matmul', 'divide']) };

	it.each([
		['The type of `x` is a number.', 0],
		['Attention is a soft look-up. What should each row sum to?', 1],
		['Your mask hides the wrong half. Which token is later?', 2],
		['Divide by the root of the width, then apply softmax.', 3],
		['You need to use where before the softmax.', 3],
		['Print the result of softmax and compare it with the task.', 0],
		['I cannot talk about attention in a re-check.', 0],
	])('%s', (text, level) => {
		expect(weighProse(text, core).level).toBe(level);
	});
});

describe('splicing', () => {
	const program =
		'export function a(x: number): number {\n\treturn x;\n}\n\nexport function b(x: number, y: number): { z: number } {\n\tconst z = x;\n\treturn { z };\n}\n';

	it('reads functions with types that have braces, and arrow functions', () => {
		expect(functionsIn(program).map(({ name, params }) => [name, params])).toEqual([
			['a', 1],
			['b', 2],
		]);
		expect(functionsIn('const f = (x, y) => x + y;\nconst g = (x) => {\n\treturn x;\n};').map(({ name }) => name)).toEqual(['f', 'g']);
	});

	it('puts a function, one under another name, a line and a body in their places', () => {
		expect(spliced(program, 'function a(x) { return x + 1; }', ['a', 'b'])[0]).toContain('export function a(x) { return x + 1; }');
		expect(spliced(program, 'function pear(n) { return n + 1; }', ['a', 'b']).some((each) => each.includes('export function a(n)'))).toBe(
			true,
		);
		expect(spliced(program, 'const z = x * y;', ['a', 'b'])[0]).toContain('const z = x * y;');
		expect(spliced(program, 'return x + 7;', ['a', 'b']).some((each) => each.includes('return x + 7;'))).toBe(true);
	});

	it('tries nothing when there is nothing to try', () => {
		expect(spliced(program, 'x', ['a', 'b'])).toEqual([]);
	});
});
