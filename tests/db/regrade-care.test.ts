/** What a regrade leaves alone, refuses, records and says of itself; that its numbers hold is in regrade.test.ts. */
import { afterEach, describe, expect, it } from 'vitest';
import { selectOptionalVerdict } from '#db/store/submissions.ts';
import { getRegrades } from '#server/get-regrade.ts';
import { getSubmissionPage } from '#server/get-submission-page.ts';
import { overrideVerdict } from '#server/override-verdict.ts';
import { startRegrade } from '#server/start-regrade.ts';
import { ENGINES } from '../support/database.ts';
import { type LearningTest, MINUTE_MS, openLearningTest } from '../support/learning.ts';
import { apply, type Course, everything, judgeAll, LAB, makeCourse, pageOf, start, undo } from '../support/regrade.ts';

describe.each(ENGINES)('the care of a regrade on %s', (engine) => {
	const open: LearningTest[] = [];
	afterEach(async () => {
		for (const test of open.splice(0)) await test.close();
	});
	const openTest = async () => {
		const test = await openLearningTest(engine);
		open.push(test);
		return test;
	};
	const inForce = async (test: LearningTest, id: string) => {
		const row = await selectOptionalVerdict(test.context.client, id);
		if (!row) throw new Error('No verdict.');
		return row;
	};
	/** The other outcome, by hand. */
	const override = async (test: LearningTest, { okafor, cohortId }: Course, submissionId: string, reason = 'agreed in class') => {
		test.later(MINUTE_MS);
		const outcome = (await inForce(test, submissionId)).outcome === 'accepted' ? 'rejected' : 'accepted';
		await overrideVerdict(test.context, okafor, { cohortId, submissionId }, { outcome, reason });
		test.later(MINUTE_MS);
	};
	const submissionOf = ({ numbers }: Course, n: number) => [...numbers].findLast(([, number]) => number === n)?.[0] ?? '';
	const alone = (test: LearningTest, { okafor, cohortId }: Course, submissionId: string) => {
		const asked = { labId: LAB, pick: 'all', which: 'current', reason: 'The scale check was too strict.', submissionId } as const;
		return startRegrade(test.context, okafor, cohortId, asked);
	};

	it('leaves out what a person had set before it was asked for, and says how many', async () => {
		const test = await openTest();
		const course = await makeCourse(test, 8);
		const target = submissionOf(course, 4);
		await override(test, course, target);
		const set = await inForce(test, target);
		for (const pick of ['latest', 'best', 'all'] as const) {
			const id = await start(test, course, pick);
			await judgeAll(test, course);
			const { rows, regrade } = await pageOf(test, course, id);
			expect(rows.map(({ submissionId }) => submissionId)).not.toContain(target);
			expect([pick, regrade.scope.setByStaff, rows.length]).toEqual([pick, 1, pick === 'all' ? 11 : 7]);
			await apply(test, course, id);
			expect(await inForce(test, target)).toEqual(set);
		}
		expect(await getRegrades(test.context, course.okafor, course.cohortId, target)).toMatchObject({ setByStaff: 1, only: { isSetByStaff: true } });
		const other = submissionOf(course, 2);
		expect(await getRegrades(test.context, course.okafor, course.cohortId, other)).toMatchObject({ only: { isSetByStaff: false } });
	});

	it('judges again what a person had set where it is asked for alone, and undoing puts the set outcome back', async () => {
		const test = await openTest();
		const course = await makeCourse(test, 8);
		const target = submissionOf(course, 4);
		await override(test, course, target);
		const [set, before] = [await inForce(test, target), await everything(test)];

		const id = await alone(test, course, target);
		await judgeAll(test, course);
		expect((await pageOf(test, course, id)).regrade.scope).not.toHaveProperty('setByStaff');
		await apply(test, course, id);
		expect((await inForce(test, target)).outcome).not.toBe(set.outcome);

		test.later(MINUTE_MS);
		await undo(test, course, id);
		expect(await everything(test)).toEqual(before);
		expect(await getSubmissionPage(test.context, course.okafor, course.cohortId, target)).toMatchObject({ isOverridden: true });
	});

	it('is refused where every submission meant was set by a person, with the way to judge one of them', async () => {
		const test = await openTest();
		const course = await makeCourse(test, 2);
		await override(test, course, submissionOf(course, 1));
		const learnerId = course.learners[1]?.id;
		const asked = { labId: LAB, pick: 'all', which: 'current', reason: 'The scale check was too strict.', learnerId } as const;
		await expect(startRegrade(test.context, course.okafor, course.cohortId, asked)).rejects.toMatchObject({
			kind: 'invalid',
			message: 'The outcome of the one submission that is meant was set by a person, and a regrade of many leaves those alone.',
			fix: 'Judge such a submission again from its own page.',
		});
	});

	it('offers the diagnoses that its cohort has', async () => {
		const test = await openTest();
		const course = await makeCourse(test, 8);
		const { diagnoses } = await getRegrades(test.context, course.okafor, course.cohortId, '');
		expect(diagnoses).toEqual(['mask-after-softmax', 'no-scale']);
	});
});
