/** What a cohort's page adds to the grid, on both engines: code that shows a misconception without its writer, whom to follow up, activity by day. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '#contract/user.ts';
import { wallOf } from '#contract/zoned-time.ts';
import { reasonText } from '#learning/at-risk.ts';
import { handleDeadlineForm } from '#server/deadline-form.ts';
import { getCohortPage } from '#server/get-cohort-page.ts';
import { archiveCohort } from '#server/manage-cohorts.ts';
import { overrideVerdict } from '#server/override-verdict.ts';
import { setPseudonyms } from '#server/set-pseudonyms.ts';
import { ENGINES } from '../support/database.ts';
import { judge, type LearningTest, MINUTE_MS, makeActor, makeCohort, openLearningTest, verdictOf } from '../support/learning.ts';

const DAY_MS = 86_400_000;
const LAB = 'causal-attention';
const CODE = `// Xanthippe Quill, second try
export function attend(scores: number[]) {
	const xanthippeScale = 'by Xanthippe';
	return scores.map((score) => score / xanthippeScale.length);
}`;

const CHECK = { id: 'rows', title: 'Rows', visibility: 'public', points: 1, message: '' } as const;
const RIGHT = verdictOf('accepted', { checks: [{ ...CHECK, outcome: 'pass' }] });
const wrong = (line?: number) => {
	const check = { ...CHECK, outcome: 'fail', diagnosis: 'not-normalised' } as const;
	return verdictOf('rejected', { diagnosis: 'not-normalised', checks: [{ ...check, ...(line === undefined ? {} : { line }) }] });
};

describe.each(ENGINES)('the page of a cohort on %s', (engine) => {
	let test: LearningTest;
	let quill: Actor;
	let thorne: Actor;
	let okafor: Actor;
	let cohort: string;

	beforeAll(async () => {
		test = await openLearningTest(engine);
	});
	beforeEach(async () => {
		quill = await makeActor(test.context, { displayName: 'Xanthippe Quill' });
		thorne = await makeActor(test.context, { displayName: 'Zebedee Thorne' });
		okafor = await makeActor(test.context, { displayName: 'S. Okafor', role: 'instructor' });
		cohort = await makeCohort(test.context, okafor, [quill, thorne]);
		test.later(MINUTE_MS);
	});
	afterAll(() => test.close());

	const page = () => getCohortPage(test.context, okafor, cohort);
	const followed = async () =>
		Object.fromEntries((await page()).risks.map(({ learner, reasons }) => [learner.displayName, reasons.map(reasonText)]));

	it('shows code of a misconception around its line, of different learners and with different lines, without a name', async () => {
		const first = await judge(test.context, quill, wrong(4), CODE);
		test.later(MINUTE_MS);
		const second = await judge(test.context, thorne, wrong(), CODE.replace('score /', 'score *'));
		const { misconceptions } = await page();
		expect(misconceptions).toMatchObject([{ diagnosis: 'not-normalised', labId: LAB, submissions: [second, first] }]);
		const excerpts = misconceptions[0]?.excerpts ?? [];
		expect(excerpts.map(({ submissionId, line }) => [submissionId, line])).toEqual([
			[second, null],
			[first, 4],
		]);
		expect(excerpts[1]?.from).toBe(2);
		expect(excerpts[1]?.lines).toContain("  const name = '…';");
		expect(excerpts[1]?.lines).toContain('  return scores.map((score) => score / name.length);');
		// Names that the page shows nowhere are taken out all the same.
		await setPseudonyms(test.context, okafor, cohort, true);
		const hidden = JSON.stringify((await page()).misconceptions).toLowerCase();
		expect(['xanthippe', 'quill', 'zebedee', 'thorne'].filter((name) => hidden.includes(name))).toEqual([]);
		expect(JSON.stringify(misconceptions.map(({ excerpts: shown }) => shown)).toLowerCase()).not.toContain('xanthippe');
	});

	it('takes out the names of all who met a misconception, also of those of whom no code is shown', async () => {
		const names = ['Ottoline Fern', 'Bao Tran', 'Cyn Doe', 'Dev Rao'];
		const others = await Promise.all(names.map((displayName) => makeActor(test.context, { displayName })));
		cohort = await makeCohort(test.context, okafor, [quill, ...others]);
		// The first is the fifth-newest, and the newest code is theirs, handed on.
		for (const learner of [quill, ...others]) {
			await judge(test.context, learner, wrong(4), CODE);
			test.later(MINUTE_MS);
		}
		const [met] = (await page()).misconceptions;
		expect(met?.learners).toHaveLength(5);
		expect(met?.submissions).toHaveLength(4);
		expect(met?.excerpts[0]?.lines).toContain('  return scores.map((score) => score / name.length);');
	});

	it('shows the same lines once, and none where nothing was handed in or nobody may see them any more', async () => {
		await judge(test.context, quill, wrong(4), CODE);
		await judge(test.context, thorne, wrong(4), CODE);
		expect((await page()).misconceptions[0]?.excerpts).toHaveLength(1);
		test.later(8 * DAY_MS);
		expect((await page()).misconceptions).toEqual([]);
	});

	it('says whom to follow up and by which fact: silence, a deadline that passed, points; and not who handed in, has more time, or is archived with the cohort', async () => {
		expect(await followed()).toEqual({});
		await judge(test.context, quill, RIGHT);
		test.later(8 * DAY_MS);
		expect(await followed()).toEqual({
			'Xanthippe Quill': ['nothing done for 8 days'],
			'Zebedee Thorne': ['nothing done since joining 8 days ago'],
		});

		await judge(test.context, quill, RIGHT, 'again');
		await judge(test.context, thorne, RIGHT, 'rope at last', 'rope');
		const due = (labs: readonly string[], days: number) =>
			Promise.all(
				labs.map((which) =>
					handleDeadlineForm(
						test.context,
						okafor,
						cohort,
						{ which, due: wallOf(test.context.now() + days * DAY_MS, 'UTC'), zone: 'UTC' },
						{ action: 'set', confirmed: 'on' },
					),
				),
			);
		await due([LAB], -1);
		expect(await followed()).toEqual({ 'Zebedee Thorne': ['nothing handed in by the deadline to 1 lab'] });
		await due(['bigram'], -1);
		expect(await followed()).toEqual({
			'Zebedee Thorne': ['nothing handed in by the deadline to 2 labs', '33 % of the points so far, in 3 labs'],
			'Xanthippe Quill': ['nothing handed in by the deadline to 1 lab'],
		});
		for (const lab of [LAB, 'bigram']) {
			const until = wallOf(test.context.now() + 9 * DAY_MS, 'UTC');
			const extension = { action: 'extend', lab, learner: thorne.id, until, zone: 'UTC', reason: 'was ill for a week', seen: '' };
			await handleDeadlineForm(test.context, okafor, cohort, {}, extension);
		}
		expect(Object.keys(await followed())).toEqual(['Xanthippe Quill']);
		await archiveCohort(test.context, okafor, cohort, true);
		expect(await followed()).toEqual({});
	});

	it('goes on saying so when an instructor set an outcome meanwhile: that is nothing that the learner did', async () => {
		const submissionId = await judge(test.context, quill, wrong());
		const before = test.context.now();
		test.later(8 * DAY_MS);
		await overrideVerdict(
			test.context,
			okafor,
			{ cohortId: cohort, submissionId },
			{ outcome: 'accepted', reason: 'right by another way' },
		);
		expect((await followed())['Xanthippe Quill']).toEqual(['nothing done for 8 days']);
		const { learners, labs } = (await page()).progress;
		const own = learners.find(({ id }) => id === quill.id);
		expect(own?.lastActivityAt).toBe(before);
		expect(own?.cells[labs.findIndex(({ id }) => id === LAB)]).toMatchObject({ state: 'accepted', lastAt: before });
	});

	it('counts who worked and what was handed in, by day', async () => {
		await judge(test.context, quill, RIGHT);
		await judge(test.context, thorne, wrong(), 'a');
		test.later(DAY_MS);
		await judge(test.context, thorne, wrong(), 'b');
		await judge(test.context, thorne, wrong(), 'c');
		expect((await page()).activity.slice(-3).map(({ learners, submissions }) => [learners, submissions])).toEqual([
			[0, 0],
			[2, 2],
			[1, 2],
		]);
	});
});
