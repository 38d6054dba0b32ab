/** What staff read of programs that are alike, on both engines: which submissions are compared, who was first, whose numbers stand on which side, and what many share. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Verdict } from '#contract/grading.ts';
import { notComparedText, nothingToCompareText } from '#contract/similarity-facts.ts';
import type { Actor } from '#contract/user.ts';
import { getSimilarity, getSimilarPair } from '#server/get-similarity.ts';
import { INDEPENDENT_ATTENTION } from '../../scripts/independent-attention.ts';
import { ENGINES } from '../support/database.ts';
import { ACCEPTED, judge, type LearningTest, MINUTE_MS, makeActor, makeCohort, openLearningTest, REJECTED } from '../support/learning.ts';

const LAB = 'causal-attention';
const [PROGRAM = '', OTHER = '', THIRD = ''] = INDEPENDENT_ATTENTION;
/** Code of one's own, so that the two sides have different numbers. */
const ADDED = `export const table = [${Array.from({ length: 30 }, (_, n) => n * n).join(', ')}].map((n) => n / 2).filter((n) => n > 3);`;

describe.each(ENGINES)('programs of a cohort on %s', (engine) => {
	let test: LearningTest;
	let okafor: Actor;
	let learners: Actor[];
	let cohort: string;

	beforeAll(async () => {
		test = await openLearningTest(engine);
	});
	afterAll(() => test.close());
	beforeEach(async () => {
		okafor = await makeActor(test.context, { role: 'instructor' });
		learners = [];
		for (let n = 0; n < 12; n++) learners.push(await makeActor(test.context, { displayName: `Learner ${n}` }));
		cohort = await makeCohort(test.context, okafor, learners);
	});

	async function handIn(n: number, code: string, verdict: Verdict = ACCEPTED): Promise<string> {
		test.later(MINUTE_MS);
		const learner = learners[n];
		if (!learner) throw new RangeError(`There is no learner ${n}.`);
		return judge(test.context, learner, verdict, code, LAB);
	}
	const pageOf = (address: Record<string, string> = {}) =>
		getSimilarity(test.context, okafor, cohort, new URLSearchParams({ lab: LAB, ...address }));
	const pairOf = (a: string, b: string) => getSimilarPair(test.context, okafor, cohort, [a, b]);

	it('compares the newest accepted submission of each, or the newest', async () => {
		await handIn(0, OTHER);
		const accepted = await handIn(0, PROGRAM);
		await handIn(0, THIRD, REJECTED);
		await handIn(1, THIRD, REJECTED);
		const newest = await handIn(1, PROGRAM, REJECTED);

		const { pairs, facts } = await pageOf();
		expect(facts).toMatchObject({ programs: 2, comparisons: 1, tooShort: 0, common: 0 });
		expect(pairs).toMatchObject([
			{ a: { submissionId: accepted, isAccepted: true }, b: { submissionId: newest, isAccepted: false }, share: 1 },
		]);
	});

	it('lists who handed in first ahead, each number with its own side, and begins where the address says', async () => {
		const longer = await handIn(1, `${PROGRAM}\n${ADDED}`);
		const shorter = await handIn(0, PROGRAM);
		await handIn(2, `${OTHER}\n${ADDED}`);

		const { pairs, least } = await pageOf({ least: '0.05' });
		expect(least).toBe(0.05);
		expect((await pageOf()).least).toBe(0.6);
		const [pair] = pairs;
		expect(pair).toMatchObject({ a: { submissionId: longer, displayName: 'Learner 1' }, b: { submissionId: shorter }, share: 1 });
		expect(pair?.ofA).toBeGreaterThan(pair?.ofB ?? 0);
		expect(pair?.shared).toBe(pair?.ofB);
		expect(pairs.length).toBeGreaterThan(1);
		expect((await pageOf({ least: '1' })).pairs).toEqual([pair]);
		expect((await pageOf({ least: '7' })).least).toBe(0.6);
	});

	it('says which share nine of ten pairs do not exceed where the tenth is one program twice', async () => {
		const [, , , fourth = ''] = INDEPENDENT_ATTENTION;
		for (const [n, code] of [PROGRAM, PROGRAM, OTHER, THIRD, fourth].entries()) await handIn(n, code);

		const { facts, quantiles } = await pageOf();
		expect(facts.comparisons).toBe(10);
		const shares = new Map(quantiles.map(({ of, share }) => [of, share]));
		expect(shares.get('all pairs')).toBe(1);
		expect(shares.get('90 % of the pairs')).toBeLessThan(1);
	});

	it('gives the numbers of a pair in the order of the address', async () => {
		const longer = await handIn(0, `${PROGRAM}\n${ADDED}`);
		const shorter = await handIn(1, PROGRAM);
		const [one, other] = [await pairOf(longer, shorter), await pairOf(shorter, longer)];

		expect(one.sides.map(({ submissionId }) => submissionId)).toEqual([longer, shorter]);
		expect(other.sides.map(({ submissionId }) => submissionId)).toEqual([shorter, longer]);
		expect(one.pair?.ofA).toBeGreaterThan(one.pair?.ofB ?? 0);
		expect(other.pair).toMatchObject({ ofA: one.pair?.ofB, ofB: one.pair?.ofA, shared: one.pair?.shared, share: 1 });
	});

	it('gives no numbers for a submission that is not compared any more', async () => {
		const old = await handIn(0, PROGRAM);
		const same = await handIn(1, PROGRAM);
		await handIn(0, OTHER);

		expect(await pairOf(old, same)).toMatchObject({ pair: null, isWidespread: false });
	});

	it('tells of a program that more than a quarter have, with everybody who has it, and marks it in their pair alone', async () => {
		const ids: string[] = [];
		for (let n = 8; n >= 0; n--) ids.push(await handIn(n, PROGRAM));
		await handIn(9, OTHER);
		await handIn(10, `${OTHER}\n${ADDED}`);
		const [first = '', second = ''] = ids;

		const { widespread, pairs, facts } = await pageOf();
		expect(widespread.map((group) => group.map(({ submissionId }) => submissionId))).toEqual([ids]);
		expect(widespread[0]?.[0]).toMatchObject({ displayName: 'Learner 8' });
		expect(pairs.flatMap(({ a, b }) => [a.displayName, b.displayName])).toEqual(['Learner 9', 'Learner 10']);
		expect(facts.tooShort).toBe(0);
		const among = await pairOf(first, second);
		expect(among).toMatchObject({ pair: null, isWidespread: true });
		expect(among.sides[0]?.lines.length).toBeGreaterThan(3);
	});

	it('marks no line for code that more than a quarter have, where a pair has code of its own', async () => {
		for (let n = 0; n < 8; n++) await handIn(n, PROGRAM);
		const [a, b] = [await handIn(8, `${PROGRAM}\n${ADDED}`), await handIn(9, `${PROGRAM}\n${ADDED}`)];

		const { pair, sides } = await pairOf(a, b);
		expect(pair).toMatchObject({ share: 1 });
		for (const { code, lines } of sides) {
			const last = code.split('\n').length;
			expect(lines).toContain(last);
			// A stretch may begin in what stands right before it.
			expect(lines.filter((line) => line < last - 6)).toEqual([]);
		}
	});
});

it('says why programs are not compared: what was given, and what many have', () => {
	const facts = { programs: 12, comparisons: 0, medianOwn: 0, common: 0, tooShort: 12 };

	expect(nothingToCompareText({ ...facts, programs: 0 })).toBe('Nobody has handed in this lab yet.');
	expect(nothingToCompareText({ ...facts, programs: 1 })).toBe('One learner has handed in this lab.');
	expect(nothingToCompareText(facts)).toMatch(/^Of 12 programs no two .* in the starter, the borrowed file or the reference\.$/);
	expect(nothingToCompareText({ ...facts, common: 3 })).toMatch(/the reference, or is what more than a quarter here have\.$/);
	expect(notComparedText({ ...facts, tooShort: 0 })).toBeNull();
	expect(notComparedText({ ...facts, tooShort: 1 })).toMatch(/^1 program has too little of its own to compare: .* the reference\.$/);
	expect(notComparedText({ ...facts, common: 3 })).toMatch(/^12 programs have too little .* more than a quarter here have\.$/);
});
