/**
 * Regrades of many submissions: what the dry run shows is what applying does, undoing restores everything, a crash in the middle changes nothing of
 * that, and what is newer is left alone. The sandbox is played by a rule; tests/sandbox/regrade.test.ts has the real one.
 */
import { afterEach, describe, expect, it } from 'vitest';
import type { Actor } from '#contract/user.ts';
import { listEvents } from '#db/store/events.ts';
import { leaseJob } from '#db/store/jobs.ts';
import { countItems, selectOptionalRegrade } from '#db/store/regrades.ts';
import { selectOptionalVerdict, selectSubmission } from '#db/store/submissions.ts';
import { listVerdictChanges } from '#db/store/verdict-changes.ts';
import { applyRegrade, discardRegrade, undoRegrade } from '#server/decide-regrade.ts';
import { exportRegradeCsv, getRegrade, getRegrades } from '#server/get-regrade.ts';
import { getSubmissionView } from '#server/get-submission.ts';
import { rebuildMastery } from '#server/mastery-cache.ts';
import { overrideVerdict, undoOverride } from '#server/override-verdict.ts';
import { countsOf } from '#server/regrade-counts.ts';
import { replaceVerdict } from '#server/replace-verdict.ts';
import { startRegrade } from '#server/start-regrade.ts';
import { ENGINES, type Engine } from '../support/database.ts';
import { type LearningTest, MINUTE_MS, makeActor, makeCohort, openLearningTest, verdictOf } from '../support/learning.ts';
import { apply, everything, judgeAll, LAB, makeCourse, pageOf, said, start, undo } from '../support/regrade.ts';
import { isNight } from '../support/sample.ts';

const MANY: Readonly<Record<Engine, number>> = { sqlite: 200, pglite: isNight ? 200 : 20, postgres: isNight ? 200 : 20 };

async function masteryOf(test: LearningTest, learner: Actor) {
	const { client } = test.context;
	return (await client.db.select().from(client.schema.mastery)).find(({ userId }) => userId === learner.id);
}

describe.each(ENGINES)('regrades on %s', (engine) => {
	const open: LearningTest[] = [];
	afterEach(async () => {
		for (const test of open.splice(0)) await test.close();
	});
	const openTest = async () => {
		const test = await openLearningTest(engine);
		open.push(test);
		return test;
	};
	const stateOf = async (test: LearningTest, id: string) => (await selectOptionalRegrade(test.context.client, id))?.state;

	it(`Regrade of ${MANY[engine]} submissions with a changed check: dry run equals apply; undo restores every score and every mastery value`, async () => {
		const test = await openTest();
		const course = await makeCourse(test, MANY[engine]);
		const first = await everything(test);
		const id = await start(test, course);
		await judgeAll(test, course);

		expect(await stateOf(test, id)).toBe('ready');
		expect(await everything(test)).toEqual(first);
		const dry = await pageOf(test, course, id);
		expect(dry.rows).toHaveLength(MANY[engine]);
		expect(dry.regrade.counts).toMatchObject({ total: MANY[engine], queued: 0, needsStaff: 0 });
		const changed = dry.rows.filter(({ isChanged }) => isChanged);
		expect(changed.length).toBeGreaterThan(MANY[engine] / 10);
		expect(changed.length).toBeLessThan(MANY[engine]);
		expect(dry.effect.newlyAccepted).toBeGreaterThan(0);
		expect(dry.effect.noLongerAccepted).toBeGreaterThan(0);

		test.later(MINUTE_MS);
		await apply(test, course, id);

		expect(await stateOf(test, id)).toBe('applied');
		const applied = await pageOf(test, course, id);
		expect(applied.rows.map(({ state: _, ...row }) => row)).toEqual(dry.rows.map(({ state: _, ...row }) => row));
		for (const { submissionId, learner, isChanged, before, after, skill } of dry.rows) {
			const row = await selectOptionalVerdict(test.context.client, submissionId);
			expect({ outcome: row?.outcome, diagnosis: row?.diagnosis }).toEqual({
				outcome: (isChanged ? after : before)?.outcome,
				diagnosis: (isChanged ? after : before)?.diagnosis,
			});
			const mastery = await masteryOf(test, { ...course.okafor, id: learner.id });
			expect({ p: mastery?.p, isProven: mastery?.isProven }).toEqual({ p: skill?.with.p, isProven: skill?.with.isProven });
		}
		const held = await everything(test);
		expect(held.mastery).not.toBe(first.mastery);
		for (const learner of course.learners) await rebuildMastery(test.context, learner.id);
		expect(await everything(test)).toEqual(held);

		test.later(MINUTE_MS);
		await undo(test, course, id);

		expect(await stateOf(test, id)).toBe('undone');
		expect(await everything(test)).toEqual(first);
		for (const learner of course.learners) await rebuildMastery(test.context, learner.id);
		expect(await everything(test)).toEqual(first);
	}, 120_000);

	it('keeps the log append-only, both verdicts in the history, and a line of the audit log for each decision', async () => {
		const test = await openTest();
		const course = await makeCourse(test, 6);
		const logs = await Promise.all(course.learners.map(({ id }) => listEvents(test.context.client, id)));
		const id = await start(test, course, 'all');
		await judgeAll(test, course);
		test.later(MINUTE_MS);
		await apply(test, course, id);
		const first = (await pageOf(test, course, id)).rows.find(({ isChanged }) => isChanged)?.submissionId ?? '';
		const viewed = async () => getSubmissionView(test.context, await selectSubmission(test.context.client, first));
		const judgedBy = { labVersion: 2, checks: 'new', node: 'v24' };
		expect(await viewed()).toMatchObject({ judgedAgain: { reason: 'The scale check was too strict.' }, judgedBy });
		expect(JSON.stringify(await viewed())).not.toContain('secretId');
		test.later(MINUTE_MS);
		await undo(test, course, id);
		expect(await viewed()).toMatchObject({ judgedBy: { labVersion: 1, checks: 'old' } });
		expect(await viewed()).not.toHaveProperty('judgedAgain');

		for (const [n, { id: learner }] of course.learners.entries())
			expect((await listEvents(test.context.client, learner)).slice(0, logs[n]?.length)).toEqual(logs[n]);
		const changed = (await pageOf(test, course, id)).rows.filter(({ isChanged }) => isChanged);
		for (const { submissionId } of changed)
			expect((await listVerdictChanges(test.context.client, [submissionId])).map(({ cause, reason }) => [cause, reason])).toEqual([
				['regrade', 'The scale check was too strict.'],
				['undo', 'The scale check was too strict.'],
			]);
		const { client } = test.context;
		const audit = await client.db.select().from(client.schema.auditLog).orderBy(client.schema.auditLog.id);
		expect(audit.map(({ action, actorId }) => [action, actorId])).toEqual(
			['regrade-start', 'regrade-apply', 'regrade-undo'].map((action) => [action, course.okafor.id]),
		);
		expect(audit[1]?.detail).toMatchObject({ regrade: id, reason: 'The scale check was too strict.', changed: changed.length, total: 9 });
	});

	it('a fault of ours leaves its submission to staff and changes nothing of it', async () => {
		const test = await openTest();
		const course = await makeCourse(test, 8);
		const id = await start(test, course);
		await judgeAll(test, course, new Set([4]));

		expect(await stateOf(test, id)).toBe('ready');
		const page = await pageOf(test, course, id);
		expect(page.regrade.counts.needsStaff).toBe(1);
		await apply(test, course, id);
		const spared = page.rows.find(({ state }) => state === 'needs-staff')?.submissionId ?? '';
		expect((await selectOptionalVerdict(test.context.client, spared))?.verdict).toEqual(said(4, 'old'));
		expect(await listVerdictChanges(test.context.client, [spared])).toEqual([]);
	});

	it('two regrades of the same submissions live side by side; the older cannot be undone under the newer, and can after it', async () => {
		const test = await openTest();
		const course = await makeCourse(test, 8);
		const first = await everything(test);
		const [older, newer] = [await start(test, course), await start(test, course)];
		await judgeAll(test, course);
		test.later(MINUTE_MS);
		await apply(test, course, older);

		// The newer one was judged against verdicts that are gone: it changes none of them.
		const before = await everything(test);
		await apply(test, course, newer);
		expect(await everything(test)).toEqual(before);
		expect(countsOf(await countItems(test.context.client, [newer])).applied).toBe(0);

		const submissionId = (await pageOf(test, course, older)).rows.find(({ state }) => state === 'applied')?.submissionId ?? '';
		const read = () => selectOptionalVerdict(test.context.client, submissionId);
		const outcome = (await read())?.outcome === 'accepted' ? 'rejected' : 'accepted';
		const scope = { cohortId: course.cohortId, submissionId };
		test.later(MINUTE_MS);
		await overrideVerdict(test.context, course.okafor, scope, { outcome, reason: 'by hand', seen: (await read())?.changeId ?? '' });
		await expect(undo(test, course, older)).rejects.toThrow('1 submission was changed again');

		test.later(MINUTE_MS);
		await undoOverride(test.context, course.okafor, scope, { reason: 'not by hand', seen: (await read())?.changeId ?? '' });
		test.later(MINUTE_MS);
		await undo(test, course, older);
		expect(await everything(test)).toEqual(first);
	});

	it('an override made after the dry run is left alone', async () => {
		const test = await openTest();
		const course = await makeCourse(test, 8);
		const id = await start(test, course);
		await judgeAll(test, course);
		const target = (await pageOf(test, course, id)).rows.find(({ isChanged }) => isChanged)?.submissionId ?? '';
		const seen = await selectOptionalVerdict(test.context.client, target);
		if (!seen) throw new Error('No verdict.');
		const verdict = verdictOf('accepted', { message: 'By hand.' });
		const submission = await selectSubmission(test.context.client, target);
		await replaceVerdict(test.context, { submission, seen, verdict, cause: 'override', actorId: course.okafor.id, reason: 'by hand' });

		await apply(test, course, id);

		expect((await selectOptionalVerdict(test.context.client, target))?.verdict).toEqual(verdict);
		expect(countsOf(await countItems(test.context.client, [id])).skipped).toBe(1);
	});

	it('belongs to the cohort’s instructor, is decided once, and a discarded one changes nothing', async () => {
		const test = await openTest();
		const course = await makeCourse(test, 4);
		const stranger = await makeActor(test.context, { role: 'instructor' });
		const id = await start(test, course);
		const place = { cohortId: course.cohortId, regradeId: id };
		const foreign = await makeCohort(test.context, stranger, []);
		for (const decide of [applyRegrade, undoRegrade, discardRegrade]) {
			await expect(decide(test.context, stranger, place)).rejects.toMatchObject({ kind: 'missing' });
			await expect(decide(test.context, stranger, { ...place, cohortId: foreign })).rejects.toMatchObject({ kind: 'missing' });
		}
		await expect(applyRegrade(test.context, course.okafor, place)).rejects.toMatchObject({ kind: 'conflict' });
		await discardRegrade(test.context, course.okafor, place);
		expect(await leaseJob(test.context.client, { owner: 'grader', now: test.context.now() })).toBeUndefined();
		for (const decide of [applyRegrade, undoRegrade, discardRegrade])
			await expect(decide(test.context, course.okafor, place)).rejects.toMatchObject({ kind: 'conflict' });
	});

	it('takes the latest, the best or all, within days, of one diagnosis or learner', async () => {
		const test = await openTest();
		const course = await makeCourse(test, 8);
		const { okafor, cohortId, learners } = course;
		const asked = { labId: LAB, which: 'submitted', reason: 'to count them', pick: 'latest' } as const;
		const count = async (over: Partial<Parameters<typeof startRegrade>[3]>) =>
			(await pageOf(test, course, await startRegrade(test.context, okafor, cohortId, { ...asked, ...over }))).rows.map(
				({ submissionId }) => course.numbers.get(submissionId) ?? -1,
			);
		expect(await count({})).toHaveLength(8);
		expect(await count({ pick: 'all' })).toHaveLength(12);
		// Learner 0 was accepted with neither; learner 6 had 7 accepted before 6 was not.
		expect(await count({ pick: 'best', learnerId: learners[6]?.id })).toEqual([7]);
		expect(await count({ learnerId: learners[6]?.id })).toEqual([6]);
		expect((await count({ diagnosis: 'mask-after-softmax' })).toSorted()).toEqual([0, 3, 6]);
		await expect(count({ from: test.context.now() })).rejects.toMatchObject({ kind: 'invalid' });
	});

	it('takes one submission alone, and none of another cohort', async () => {
		const test = await openTest();
		const course = await makeCourse(test, 4);
		const [submissionId = ''] = course.numbers.keys();
		const one = { labId: LAB, pick: 'all', which: 'current', reason: 'The machine was out of memory.', submissionId } as const;
		const id = await startRegrade(test.context, course.okafor, course.cohortId, one);

		const { rows, regrade } = await pageOf(test, course, id);
		expect(rows.map((row) => row.submissionId)).toEqual([submissionId]);
		expect(regrade.scope).toEqual({ pick: 'all', submissionId });
		expect(await getRegrades(test.context, course.okafor, course.cohortId, submissionId)).toMatchObject({ only: { id: submissionId } });

		const elsewhere = await makeCohort(test.context, course.okafor, []);
		await expect(startRegrade(test.context, course.okafor, elsewhere, one)).rejects.toMatchObject({ kind: 'invalid' });
		expect(await getRegrades(test.context, course.okafor, elsewhere, submissionId)).toMatchObject({ only: null });
		expect(await getRegrades(test.context, course.okafor, elsewhere, 'none')).toMatchObject({ only: null });
	});

	it('the file holds the rows of the filter, and no formula of a learner runs in it', async () => {
		const test = await openTest();
		const course = await makeCourse(test, 8);
		const id = await start(test, course);
		await judgeAll(test, course);
		const place = { cohortId: course.cohortId, regradeId: id };
		for (const changedOnly of [false, true]) {
			const { rows } = await getRegrade(test.context, course.okafor, place, changedOnly);
			const lines = (await exportRegradeCsv(test.context, course.okafor, place, changedOnly)).trimEnd().split('\r\n').slice(1);
			expect(lines.map((line) => line.slice(0, 36))).toEqual(rows.map(({ submissionId }) => submissionId));
		}
		expect(await exportRegradeCsv(test.context, course.okafor, place, false)).toContain(`"'=HYPERLINK(""x"")"`);
	});

	it('counts what had been judged in another sandbox, not what was judged before it was kept, and the file names both', async () => {
		const test = await openTest();
		const course = await makeCourse(test, 8);
		const id = await start(test, course);
		expect((await pageOf(test, course, id)).otherSandbox).toBe(0);

		await judgeAll(test, course);

		const { rows, otherSandbox } = await pageOf(test, course, id);
		const even = rows.filter(({ submissionId }) => (course.numbers.get(submissionId) ?? 1) % 2 === 0);
		expect(even.length).toBeGreaterThan(0);
		expect(even.length).toBeLessThan(rows.length);
		expect(rows.filter(({ sandbox }) => sandbox.before === '')).not.toHaveLength(0);
		expect(otherSandbox).toBe(even.length);
		const csv = await exportRegradeCsv(test.context, course.okafor, { cohortId: course.cohortId, regradeId: id }, false);
		expect(csv.split('\r\n').filter((line) => line.endsWith(',aaaaaaaaaaaa,bbbbbbbbbbbb'))).toHaveLength(even.length);
	});
});
