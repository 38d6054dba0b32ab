/** What a regrade leaves alone, refuses, records and says of itself; that its numbers hold is in regrade.test.ts. */
import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import type { WhichVersion } from '#contract/regrade.ts';
import { timeText } from '#contract/time-text.ts';
import { erasePerson } from '#db/store/person.ts';
import { selectOptionalRegrade } from '#db/store/regrades.ts';
import { type Submission, selectOptionalVerdict } from '#db/store/submissions.ts';
import { probeLayers } from '#grading/sandbox/layers.ts';
import { Pool } from '#grading/sandbox/pool.ts';
import type { Context } from '#server/context.ts';
import { discardRegrade, retryRegrade } from '#server/decide-regrade.ts';
import { finishRegrades } from '#server/finish-regrade.ts';
import { exportRegradeCsv, getRegrades } from '#server/get-regrade.ts';
import { getSubmissionPage } from '#server/get-submission-page.ts';
import { gradeNext } from '#server/grader.ts';
import { judgeOf } from '#server/lab-versions.ts';
import { overrideVerdict, undoOverride } from '#server/override-verdict.ts';
import { startRegrade } from '#server/start-regrade.ts';
import { ENGINES } from '../support/database.ts';
import { judge, type LearningTest, MINUTE_MS, openLearningTest } from '../support/learning.ts';
import { apply, type Course, everything, judgeAll, LAB, makeCourse, pageOf, said, start, undo } from '../support/regrade.ts';

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
	const override = async (test: LearningTest, { okafor, cohortId }: Course, submissionId: string) => {
		const { outcome: before, changeId } = await inForce(test, submissionId);
		test.later(MINUTE_MS);
		const outcome = before === 'accepted' ? 'rejected' : 'accepted';
		await overrideVerdict(test.context, okafor, { cohortId, submissionId }, { outcome, reason: 'agreed in class', seen: changeId ?? '' });
		test.later(MINUTE_MS);
	};
	const submissionOf = ({ numbers }: Course, n: number) => [...numbers].findLast(([, number]) => number === n)?.[0] ?? '';
	const alone = (test: LearningTest, { okafor, cohortId }: Course, submissionId: string) => {
		const asked = { labId: LAB, pick: 'all', which: 'current', reason: 'The scale check was too strict.', submissionId } as const;
		return startRegrade(test.context, okafor, cohortId, asked);
	};

	it('finishes one whose last two submissions were judged at once, and none that still waits', async () => {
		const test = await openTest();
		const course = await makeCourse(test, 2);
		const { client } = test.context;
		const { regrades } = client.schema;
		const stateOf = async (id: string) => (await selectOptionalRegrade(client, id))?.state;
		const id = await start(test, course);
		await finishRegrades(test.context);
		expect(await stateOf(id)).toBe('running');

		await judgeAll(test, course);
		// What PostgreSQL is left with when neither of the two transactions sees what the other has judged.
		await client.db.update(regrades).set({ state: 'running' }).where(eq(regrades.id, id));
		await finishRegrades(test.context);
		expect(await stateOf(id)).toBe('ready');
	});

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
		expect(await getRegrades(test.context, course.okafor, course.cohortId, target)).toMatchObject({
			setByStaff: 1,
			only: { isSetByStaff: true },
		});
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

	const auditOf = async ({ context: { client } }: LearningTest) =>
		client.db.select().from(client.schema.auditLog).orderBy(client.schema.auditLog.id);
	const rowOf = async (test: LearningTest, course: Course, id: string, n: number) =>
		(await pageOf(test, course, id)).rows.find(({ submissionId }) => submissionId === submissionOf(course, n));

	it('says why a submission could not be judged, and judges it once more when asked, with a line of the audit log', async () => {
		const test = await openTest();
		const course = await makeCourse(test, 8);
		const place = { cohortId: course.cohortId, regradeId: await start(test, course) };
		await judgeAll(test, course, new Set([4]));
		expect(await rowOf(test, course, place.regradeId, 4)).toMatchObject({ state: 'needs-staff', reason: 'The sandbox ended by code 70.' });
		const csv = await exportRegradeCsv(test.context, course.okafor, place, false);
		expect(csv.split('\r\n').filter((line) => line.includes('The sandbox ended by code 70.'))).toHaveLength(1);

		test.later(MINUTE_MS);
		await retryRegrade(test.context, course.okafor, place);
		expect(await rowOf(test, course, place.regradeId, 4)).toMatchObject({ state: 'queued', reason: null });
		await expect(retryRegrade(test.context, course.okafor, place)).rejects.toMatchObject({ kind: 'conflict' });
		await judgeAll(test, course);

		const { regrade } = await pageOf(test, course, place.regradeId);
		expect(regrade).toMatchObject({ state: 'ready', counts: { needsStaff: 0, queued: 0, total: 8 } });
		expect(await rowOf(test, course, place.regradeId, 4)).toMatchObject({ state: 'judged', reason: null });
		test.later(MINUTE_MS);
		await discardRegrade(test.context, course.okafor, place);
		const [, retried, discarded, ...others] = await auditOf(test);
		expect(retried).toMatchObject({
			action: 'regrade-retry',
			actorId: course.okafor.id,
			detail: { regrade: place.regradeId, needsStaff: 1 },
		});
		expect(discarded).toMatchObject({
			action: 'regrade-discard',
			actorId: course.okafor.id,
			detail: { regrade: place.regradeId, total: 8 },
		});
		expect(others).toEqual([]);
	});

	const setVersion = async ({ context: { client } }: LearningTest, id: string, labVersion: number) => {
		const { submissions } = client.schema;
		await client.db.update(submissions).set({ labVersion }).where(eq(submissions.id, id));
	};

	it('is refused by a version that was not kept, with how many that are and from which day on the others count', async () => {
		const test = await openTest();
		const course = await makeCourse(test, 2);
		const asked = { labId: LAB, pick: 'all', which: 'submitted', reason: 'The machine was out of memory.' } as const;
		const startWith = (over: object) => startRegrade(test.context, course.okafor, course.cohortId, { ...asked, ...over });
		for (const id of course.numbers.keys()) await setVersion(test, id, 99);
		test.later(24 * 60 * MINUTE_MS);
		const late = await judge(test.context, course.learners[0] ?? course.okafor, said(4, 'old'), 'export const late = 1;');

		await expect(startWith({})).rejects.toMatchObject({
			kind: 'invalid',
			message: 'What judged 3 of these 4 submissions was not kept, so it cannot judge again.',
			fix: 'Judge by the current version, or only what was submitted from 6 Jan 2026 on.',
		});
		const { rows } = await pageOf(test, course, await startWith({ from: Date.UTC(2026, 0, 6) }));
		expect(rows.map(({ submissionId }) => submissionId)).toEqual([late]);
		await expect(startWith({ submissionId: submissionOf(course, 1) })).rejects.toMatchObject({ fix: 'Judge by the current version.' });
		expect((await pageOf(test, course, await startWith({ which: 'current' }))).rows).toHaveLength(4);
	});

	it('gives up at once on what no other try mends, and says what does', async () => {
		const test = await openTest();
		const course = await makeCourse(test, 1);
		const target = submissionOf(course, 0);
		const asked = { labId: LAB, which: 'submitted', reason: 'The machine was out of memory.', pick: 'all', submissionId: target } as const;
		const id = await startRegrade(test.context, course.okafor, course.cohortId, asked);
		await setVersion(test, target, 99);
		const options = {
			pool: new Pool({ layers: probeLayers('off'), folder: 'nowhere', size: 0 }),
			owner: 'grader',
			signal: new AbortController().signal,
			async prepare(context: Context, submission: Submission, which: WhichVersion) {
				await judgeOf(context, submission, which);
				throw new Error('It was kept after all.');
			},
		};

		expect(await gradeNext(test.context, 'quick', options)).toBe('done');
		expect(await rowOf(test, course, id, 0)).toMatchObject({
			state: 'needs-staff',
			reason: 'What judged version 99 of the lab causal-attention was not kept. Judge this submission by the current version.',
		});
		expect(await gradeNext(test.context, 'quick', options)).toBe('idle');
	});

	it('is undone after what is newer, which the refusal and the table name', async () => {
		const test = await openTest();
		const course = await makeCourse(test, 8);
		const id = await start(test, course);
		await judgeAll(test, course);
		await apply(test, course, id);
		const changed = (await pageOf(test, course, id)).rows.filter(({ state }) => state === 'applied');
		const [one] = changed;
		if (one === undefined) throw new Error('Nothing changed.');
		await override(test, course, one.submissionId);

		await expect(undo(test, course, id)).rejects.toMatchObject({
			kind: 'conflict',
			message: expect.stringContaining('1 submission was changed again'),
			fix: `Undo the newer change first: ${one.learner.displayName}, outcome set by S. Okafor, ${timeText(test.context.now() - MINUTE_MS)}.`,
		});
		const newer = { cause: 'override', by: 'S. Okafor', at: test.context.now() - MINUTE_MS };
		const marked = (await pageOf(test, course, id)).rows.filter((row) => row.newer !== null);
		expect(marked.map(({ submissionId, newer: change }) => [submissionId, change])).toEqual([[one.submissionId, newer]]);
	});

	it('does nothing, in its numbers too, to a verdict that something newer changed', async () => {
		const test = await openTest();
		const course = await makeCourse(test, 8);
		const id = await start(test, course);
		await judgeAll(test, course);
		await apply(test, course, id);
		const page = await pageOf(test, course, id);
		// The only changed submission of its learner, that became accepted.
		const one = page.rows.find(({ before, after }) => before.outcome === 'rejected' && after?.outcome === 'accepted');
		if (one === undefined) throw new Error('Nothing became accepted.');
		expect(one.skill?.with).not.toEqual(one.skill?.without);
		await override(test, course, one.submissionId);

		const after = await pageOf(test, course, id);
		const row = after.rows.find(({ submissionId }) => submissionId === one.submissionId);
		const { client } = test.context;
		const mastery = (await client.db.select().from(client.schema.mastery)).find(({ userId }) => userId === one.learner.id);
		expect(row?.skill?.with).toEqual(row?.skill?.without);
		expect(row?.skill?.with.p).toBe(mastery?.p);
		expect(after.effect.newlyAccepted).toBe(page.effect.newlyAccepted - 1);
	});

	it('measures what changed against the verdict that it shows as before', async () => {
		const test = await openTest();
		const course = await makeCourse(test, 8);
		const id = await start(test, course);
		// Judged alike by both versions; set by hand before its turn comes.
		await override(test, course, submissionOf(course, 4));
		await judgeAll(test, course);

		expect(await rowOf(test, course, id, 4)).toMatchObject({
			...{ isChanged: false, before: { outcome: 'accepted' }, after: { outcome: 'accepted' } },
			newer: { cause: 'override' },
		});
	});

	it('is told apart from the first judgement on the page of a submission', async () => {
		const test = await openTest();
		const course = await makeCourse(test, 8);
		// Rejected by the old version, accepted by the new one.
		const target = submissionOf(course, 5);
		const page = () => getSubmissionPage(test.context, course.okafor, course.cohortId, target);
		const { judgedAt } = await page();
		const id = await alone(test, course, target);
		await judgeAll(test, course);
		expect(await page()).toMatchObject({ judgedAt, judgedAgainAt: null });
		test.later(MINUTE_MS);
		await apply(test, course, id);
		const applied = test.context.now();
		expect(await page()).toMatchObject({ judgedAt, judgedAgainAt: applied, verdict: { grader: { checksHash: 'new' } } });

		await override(test, course, target);
		expect(await page()).toMatchObject({ judgedAgainAt: applied, verdict: { grader: { checksHash: 'new' } } });
		const scope = { cohortId: course.cohortId, submissionId: target };
		await undoOverride(test.context, course.okafor, scope, { reason: 'not by hand', seen: (await page()).inForce ?? '' });
		await undo(test, course, id);
		expect(await page()).toMatchObject({ judgedAt, judgedAgainAt: null, verdict: { grader: { checksHash: 'old' } } });
	});

	it('is begun once by a form that is sent twice', async () => {
		const test = await openTest();
		const course = await makeCourse(test, 4);
		const asked = {
			labId: LAB,
			pick: 'latest',
			which: 'current',
			reason: 'The scale check was too strict.',
			key: 'of-this-showing',
		} as const;
		const send = (over: object = {}) => startRegrade(test.context, course.okafor, course.cohortId, { ...asked, ...over });
		const [first, second] = await Promise.all([send(), send()]);
		expect([second, await send()]).toEqual([first, first]);
		const { db, schema } = test.context.client;
		expect([(await db.select().from(schema.jobs)).length, (await auditOf(test)).length]).toEqual([4, 1]);
		await judgeAll(test, course);
		expect(await send()).toBe(first);
		expect((await pageOf(test, course, first ?? '')).regrade.state).toBe('ready');

		expect(new Set([first, await send({ reason: 'Another reason.' }), await send({ key: 'of-the-next' })]).size).toBe(3);
	});

	it('is ready when the last that waited was of somebody who is erased', async () => {
		const test = await openTest();
		const course = await makeCourse(test, 4);
		const [, leaver] = course.learners;
		const asked = { labId: LAB, pick: 'all', which: 'current', reason: 'The scale check was too strict.' } as const;
		const one = await startRegrade(test.context, course.okafor, course.cohortId, { ...asked, learnerId: leaver?.id });
		const all = await start(test, course);
		const states = async () =>
			[(await pageOf(test, course, one)).regrade, (await pageOf(test, course, all)).regrade].map(({ state, counts }) => [
				state,
				counts.total,
			]);
		expect(await states()).toEqual([
			['running', 1],
			['running', 4],
		]);

		await erasePerson(test.context.client, leaver?.id ?? '', test.context.now());

		expect(await states()).toEqual([
			['ready', 0],
			['running', 3],
		]);
		await judgeAll(test, course);
		expect(await states()).toEqual([
			['ready', 0],
			['ready', 3],
		]);
	});
});
