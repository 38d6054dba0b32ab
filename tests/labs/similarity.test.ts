/**
 * What the similarity report can tell, measured: twelve programs for one lab written independently, against copies of them with other
 * names, layout, comments and order; and every lab's solution against its own copy and against the other labs'. The threshold
 * that is shown first must lie between. `npx vitest run --project labs tests/labs/similarity.test.ts` prints the figures.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { codeStream } from '#grading/core/code-stream.ts';
import { compareAll, LEAST_OWN, type Program, SHOWN_SHARE, sharedLines } from '#grading/core/similarity.ts';
import { labs } from '#labs/index.ts';
import { INDEPENDENT_ATTENTION } from '../../scripts/independent-attention.ts';
import { disguised, reformatted, renamed } from './support/copy-code.ts';

const read = (lab: string, file: string) => readFileSync(`src/labs/${lab}/${file}`, 'utf8');
const givenOf = (lab: string, files: readonly string[]) =>
	files.flatMap((file) => {
		try {
			return [read(lab, file)];
		} catch {
			// Not every lab has every file.
			return [];
		}
	});
const ATTENTION = givenOf('causal-attention', ['starter.ts', 'borrowed.ts', 'solution.ts']);
/** One that no other of this file is like. */
const ODD_ONE = INDEPENDENT_ATTENTION[1] ?? '';
const shareOf = (a: string, b: string, given: readonly string[]) =>
	compareAll(
		[
			{ id: 'a', code: a },
			{ id: 'b', code: b },
		],
		given,
	).pairs[0]?.share ?? 0;

test('independent programs for a short lab stay below the threshold, disguised copies above it', () => {
	const programs: Program[] = INDEPENDENT_ATTENTION.map((code, n) => ({ id: `p${n}`, code }));
	const { pairs, comparisons, tooShort } = compareAll(programs, ATTENTION);
	const copies = INDEPENDENT_ATTENTION.map((code) => shareOf(code, disguised(code), ATTENTION));
	const most = pairs[0]?.share ?? 0;
	const median = pairs[Math.floor(comparisons / 2)]?.share ?? 0;
	console.log(
		`independent pairs ${comparisons}: median ${median.toFixed(2)}, largest ${most.toFixed(2)}; copies: least ${Math.min(...copies).toFixed(2)}`,
	);

	expect(tooShort).toEqual([]);
	expect(comparisons).toBe(66);
	expect(most).toBeLessThan(SHOWN_SHARE - 0.15);
	expect(Math.min(...copies)).toBeGreaterThan(SHOWN_SHARE + 0.15);
});

test('of nothing, and of programs that are too short, no pair is compared', () => {
	const short = { id: 'a', code: 'export const a = 1;' };
	for (const programs of [[], [short], [short, { ...short, id: 'b' }]])
		expect(compareAll(programs, [])).toMatchObject({ programs: programs.length, comparisons: 0, pairs: [] });
});

test('in every lab a disguised copy of a whole program is above the threshold, and programs for other labs are below', () => {
	const solutions = labs.map(({ id }) => ({ id, code: read(id, 'solution.ts'), given: givenOf(id, ['starter.ts', 'borrowed.ts']) }));
	const copies = solutions.map(({ code, given }) => shareOf(code, disguised(code), given));
	const unrelated = solutions.flatMap((a, n) => solutions.slice(n + 1).map((b) => shareOf(a.code, b.code, [...a.given, ...b.given])));
	console.log(
		`${labs.length} labs: copies least ${Math.min(...copies).toFixed(2)}; ${unrelated.length} pairs of other labs largest ${Math.max(...unrelated).toFixed(2)}`,
	);

	expect(Math.min(...copies)).toBeGreaterThan(SHOWN_SHARE);
	expect(Math.max(...unrelated)).toBeLessThan(SHOWN_SHARE);
});

test('names, layout, comments and semicolons leave no token behind', () => {
	for (const code of INDEPENDENT_ATTENTION) {
		expect(codeStream(renamed(code)).tokens).toEqual(codeStream(code).tokens);
		expect(codeStream(reformatted(code)).tokens).toEqual(codeStream(code).tokens);
	}
});

test('what everybody was given is shared by nobody', () => {
	const [starter = ''] = ATTENTION;
	const reference = read('causal-attention', 'solution.ts');

	expect(
		compareAll(
			[starter, starter, reference, reference].map((code, n) => ({ id: `${n}`, code })),
			ATTENTION,
		),
	).toMatchObject({
		pairs: [],
		tooShort: ['0', '1', '2', '3'],
	});
});

test('the lines that are marked are those that both have', () => {
	const [code = '', other = ''] = INDEPENDENT_ATTENTION;
	const marked = sharedLines(code, `${other}\n\n${code}`, ATTENTION);
	const lineOf = (part: string) => code.split('\n').findIndex((line) => line.includes(part)) + 1;

	expect(marked.a).toContain(lineOf('scores.add(hidden)'));
	// The borrowed file has this line too.
	expect(marked.a).not.toContain(lineOf('bandPart'));
	expect(marked.a).not.toContain(lineOf('import'));
	expect(sharedLines(code, other, [...ATTENTION, code]).a.size).toBe(0);
});

test('of 200 programs the pairs above the threshold are those with a common origin, and no other', () => {
	const programs = Array.from({ length: 200 }, (_, n): Program => {
		const code = INDEPENDENT_ATTENTION[n % INDEPENDENT_ATTENTION.length] ?? '';
		// Everybody has something of their own: a helper with its own numbers.
		return {
			id: `${n}`,
			code: `${code}\nexport const own${n} = [${Array.from({ length: 12 }, (_each, at) => n * 31 + at * 7).join(', ')}];\n`,
		};
	});
	const start = performance.now();
	const { pairs } = compareAll(programs, ATTENTION);
	console.log(`200 programs: ${(performance.now() - start).toFixed(0)} ms`);
	const isSameBase = ({ a, b }: { a: string; b: string }) => (Number(a) - Number(b)) % INDEPENDENT_ATTENTION.length === 0;

	expect(pairs.filter(({ share }) => share >= SHOWN_SHARE).every(isSameBase)).toBe(true);
	expect(pairs.filter(isSameBase).every(({ share }) => share >= SHOWN_SHARE)).toBe(true);
});

/** Nine copies of one program in different dress, and 21 programs of ten other origins. */
const CROWD: Program[] = [
	...Array.from({ length: 9 }, (_, n) => ({ id: `copy${n}`, code: n % 2 === 0 ? ODD_ONE : disguised(ODD_ONE) })),
	...Array.from({ length: 21 }, (_, n) => ({ id: `own${n}`, code: INDEPENDENT_ATTENTION[2 + (n % 10)] ?? '' })),
];

test('a program that more than a quarter have is told as a group, and not as too short', () => {
	const { widespread, tooShort, pairs } = compareAll(CROWD, ATTENTION);
	const copies = CROWD.filter(({ id }) => id.startsWith('copy')).map(({ id }) => id);

	expect(widespread.map((group) => group.map(({ id }) => id))).toEqual([copies]);
	expect(widespread[0]?.every(({ common, of }) => common > of / 2 && of >= LEAST_OWN)).toBe(true);
	expect(tooShort).toEqual([]);
	expect(pairs.filter(({ a, b }) => copies.includes(a) || copies.includes(b)).every(({ share }) => share < SHOWN_SHARE)).toBe(true);
});

test('two programs that each more than a quarter have are two groups', () => {
	const of = (n: number, code: string) => Array.from({ length: 9 }, (_, at) => ({ id: `${n}-${at}`, code }));
	const { widespread } = compareAll([...of(1, ODD_ONE), ...of(2, INDEPENDENT_ATTENTION[5] ?? '')], ATTENTION);

	expect(widespread.map((group) => group.map(({ id }) => id.slice(0, 2)))).toEqual([Array(9).fill('1-'), Array(9).fill('2-')]);
});

test('what more than a quarter have is marked in no pair, as it is counted in none', () => {
	const { common } = compareAll(
		Array.from({ length: 9 }, (_, n) => ({ id: `${n}`, code: ODD_ONE })),
		ATTENTION,
	);
	const table = Array.from({ length: 20 }, (_, at) => at * 7).join(', ');
	const [a, b] = ['+', '-'].map((sign) => `${ODD_ONE}\nexport const extra = [${table}].map((x) => x ${sign} 1);`) as [string, string];
	const everything = sharedLines(a, b, ATTENTION);
	const own = sharedLines(a, b, ATTENTION, common);
	const last = a.split('\n').length;

	expect([...everything.a].filter((line) => line < last - 6).length).toBeGreaterThan(3);
	expect(own.a).toContain(last);
	// A stretch may begin in what stands right before it.
	expect([...own.a].filter((line) => line < last - 6)).toEqual([]);
});

test.each([
	['open comments', '/*'.repeat(32_000)],
	['open templates', '`${'.repeat(20_000)],
	['brackets', '(['.repeat(32_000)],
	['one letter', 'a '.repeat(32_000)],
	['slashes', '/['.repeat(32_000)],
])('a source of 64 kB of %s is read to its end', (_, code) => {
	const { tokens, offsets } = codeStream(code);
	expect(tokens).toHaveLength(offsets.length);
});
