/** Reading a submission on both engines: what staff see of it, comments from writing to taking back, and an outcome that is set and put back. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Verdict } from '#contract/grading.ts';
import { changedAt } from '#contract/review.ts';
import type { Actor } from '#contract/user.ts';
import { listEvents } from '#db/store/events.ts';
import { listMastery } from '#db/store/mastery.ts';
import { selectSubmission } from '#db/store/submissions.ts';
import { fold } from '#learning/fold.ts';
import { standingEvents } from '#learning/standing-events.ts';
import { countUnreadOf } from '#server/get-inbox.ts';
import { getOwnComments } from '#server/get-own-comments.ts';
import { getSubmissionView } from '#server/get-submission.ts';
import { getSubmissionPage } from '#server/get-submission-page.ts';
import { listSubmissionsOf } from '#server/list-cohort-submissions.ts';
import { exportPerson } from '#server/privacy.ts';
import { readComments } from '#server/read-comments.ts';
import { handleSubmissionForm } from '#server/submission-form.ts';
import { addInstructor } from '../support/cohort.ts';
import { ENGINES, makeSubmission } from '../support/database.ts';
import { ACCEPTED, judge, type LearningTest, MINUTE_MS, makeActor, makeCohort, openLearningTest, verdictOf } from '../support/learning.ts';

const MISSING = { kind: 'missing' };
/** What is wrong, and what to do about it. */
const CONFLICT = { kind: 'conflict', fix: expect.any(String) };
const GRADER = { layer: 'bwrap', node: '24', isolatedVm: '6', tfjs: '4', checksHash: 'c'.repeat(64), secretId: 's1' };
const HIDDEN: Verdict = verdictOf('rejected', {
	diagnosis: 'mask-after-softmax',
	message: 'Not accepted.',
	grader: GRADER,
	checks: [
		{ id: 'p', title: 'Rows add up', visibility: 'public', outcome: 'pass', points: 1, message: '' },
		{ id: 'h', title: 'Larger scores', visibility: 'hidden', outcome: 'fail', points: 2, message: 'Large scores look ahead.' },
	],
});
const CODE = 'const a = 1;\nconst b = 2;\nexport const c = a + b;';

describe.each(ENGINES)('a submission under review on %s', (engine) => {
	let test: LearningTest;
	let okafor: Actor;
	let stranger: Actor;
	let ada: Actor;
	let bao: Actor;
	let cohortId: string;
	let id: string;

	beforeAll(async () => {
		test = await openLearningTest(engine);
	});
	afterAll(() => test.close());
	beforeEach(async () => {
		okafor = await makeActor(test.context, { displayName: 'S. Okafor', role: 'instructor' });
		stranger = await makeActor(test.context, { role: 'instructor' });
		ada = await makeActor(test.context);
		bao = await makeActor(test.context);
		cohortId = await makeCohort(test.context, okafor, [ada]);
		await makeCohort(test.context, stranger, [bao]);
		test.later(MINUTE_MS);
		id = await judge(test.context, ada, HIDDEN, CODE);
		test.later(MINUTE_MS);
	});

	const page = (actor = okafor, which = id) => getSubmissionPage(test.context, actor, cohortId, which);
	const send = (fields: Record<string, string>, actor = okafor, which = id) => {
		const form = new FormData();
		for (const [name, value] of Object.entries(fields)) form.set(name, value);
		return handleSubmissionForm(test.context, actor, { cohortId, submissionId: which }, form);
	};
	const comment = (text: string, line = '2') => send({ action: 'comment', line, text });
	const viewOf = async () => getSubmissionView(test.context, await selectSubmission(test.context.client, id));
	const audit = async () => {
		const { auditLog } = test.context.client.schema;
		const rows = await test.context.client.db.select().from(auditLog);
		return rows.filter(({ targetId }) => targetId === id).map(({ action }) => action);
	};

	it('shows staff the grader, hidden checks and the tries around it', async () => {
		const later = await judge(test.context, ada, ACCEPTED, `${CODE}\n`);

		expect(await page()).toMatchObject({
			stand: 'rejected',
			verdict: { grader: GRADER, checks: HIDDEN.checks },
			place: 1,
			tries: 2,
			previous: null,
			next: { id: later, outcome: 'accepted' },
		});
		expect(await page(okafor, later)).toMatchObject({ place: 2, previous: { id, code: CODE }, next: null });
	});

	it('is missing for another instructor, for learners, and of a learner who is elsewhere', async () => {
		const elsewhere = await judge(test.context, bao, ACCEPTED);
		for (const actor of [stranger, ada, bao]) {
			await expect(page(actor)).rejects.toMatchObject(MISSING);
			for (const fields of [
				{ action: 'comment', line: '', text: 'hello' },
				{ action: 'override', outcome: 'accepted', reason: 'because of it' },
			])
				await expect(send(fields, actor)).rejects.toMatchObject(MISSING);
		}
		await expect(page(okafor, elsewhere)).rejects.toMatchObject(MISSING);
		await expect(page(okafor, 'none')).rejects.toMatchObject(MISSING);
		await expect(send({ action: 'comment', line: '', text: 'hello' }, okafor, elsewhere)).rejects.toMatchObject(MISSING);
		expect(await audit()).toEqual([]);
	});

	it('a comment reaches its learner at its line, is read once, and is unread again when it changes', async () => {
		await comment('Why two?');
		await comment('A clear start.', '');
		expect((await viewOf()).comments).toMatchObject([
			{ line: null, text: 'A clear start.', by: 'S. Okafor', isUnread: true },
			{ line: 2, text: 'Why two?', isUnread: true },
		]);

		const own = () => getOwnComments(test.context, ada);
		const unread = async () => (await own()).map(({ comment: { isUnread } }) => isUnread);
		const shown = (await own()).map(({ comment }) => comment);
		const told = { ids: shown.map(({ id }) => id), until: Math.max(...shown.map(changedAt)) };
		expect(await unread()).toEqual([true, true]);
		const messages = () => countUnreadOf(test.context, ada);
		await readComments(test.context, bao, told);
		expect([await unread(), await messages()]).toEqual([[true, true], 1]);
		await readComments(test.context, ada, { ...told, ids: told.ids.slice(1) });
		expect(await messages()).toBe(1);
		await readComments(test.context, ada, told);
		expect([await unread(), await messages()]).toEqual([[false, false], 0]);
		const [first] = (await page()).comments.filter(({ line }) => line === 2);
		expect(first).toMatchObject({ isUnread: false, isOwn: true });

		test.later(MINUTE_MS);
		await send({ action: 'comment-edit', comment: first?.id ?? '', text: 'Why twice?' });
		// Told late of the text before.
		await readComments(test.context, ada, told);
		expect((await viewOf()).comments).toContainEqual(expect.objectContaining({ text: 'Why twice?', isUnread: true }));
		expect(await messages()).toBe(1);
		expect(await audit()).toEqual(['comment', 'comment', 'comment-edit']);
	});

	it('a comment that is sent twice by the same form is written once', async () => {
		const form = { action: 'comment', line: '2', text: 'Why two?', key: 'of-this-showing' };
		await Promise.all([send(form), send(form)]);
		await send(form);
		expect([(await page()).comments.length, await audit()]).toEqual([1, ['comment']]);

		await send({ ...form, text: 'Why three?' });
		await send({ ...form, key: 'of-the-next' });
		await comment('Why two?');
		await comment('Why two?');
		expect((await page()).comments).toHaveLength(5);
	});

	it('a comment that was taken back is shown to nobody and leaves with no export', async () => {
		await comment('SECRET-REMARK');
		const [written] = (await page()).comments;
		await send({ action: 'comment-remove', comment: written?.id ?? '' });

		expect((await page()).comments).toEqual([]);
		expect(JSON.stringify(await viewOf())).not.toContain('SECRET-REMARK');
		expect(JSON.stringify(await exportPerson(test.context, ada, '::1'))).not.toContain('SECRET-REMARK');
		await expect(send({ action: 'comment-edit', comment: written?.id ?? '', text: 'again' })).rejects.toMatchObject(MISSING);
	});

	it.each([
		[{ text: '   ' }, 'text'],
		[{ text: 'x'.repeat(2_001) }, 'text'],
		[{ line: '4' }, 'line'],
		[{ line: '0' }, 'line'],
		[{ line: '1.5' }, 'line'],
		[{ line: 'x' }, 'line'],
	])('refuses a comment with %o', async (over, at) => {
		await expect(send({ action: 'comment', line: '1', text: 'ok', ...over })).rejects.toMatchObject({ kind: 'invalid', at });
		expect((await page()).comments).toEqual([]);
	});

	it('an outcome that was set moves the evidence, tells the learner who and why, and is put back without a trace in the numbers', async () => {
		const skill = async () => (await listMastery(test.context.client, ada.id))[0]?.p ?? 0;
		const before = await skill();
		const log = await listEvents(test.context.client, ada.id);
		test.later(MINUTE_MS);
		await send({ action: 'override', outcome: 'accepted', reason: 'The check is wrong about row 0.' });

		expect(await skill()).toBeGreaterThan(before);
		expect((await viewOf()).verdict).toMatchObject({ outcome: 'accepted', checks: HIDDEN.checks });
		expect((await viewOf()).override).toMatchObject({
			by: 'S. Okafor',
			reason: 'The check is wrong about row 0.',
			before: 'rejected',
			after: 'accepted',
		});
		expect((await listSubmissionsOf(test.context, okafor, cohortId, new URLSearchParams({ marked: 'overridden' }))).rows).toMatchObject([
			{ id, isOverridden: true },
		]);
		expect((await listEvents(test.context.client, ada.id)).slice(0, log.length)).toEqual(log);

		test.later(MINUTE_MS);
		await send({ action: 'override-undo', reason: 'I misread the output.', seen: (await page()).inForce ?? '' });
		expect(await skill()).toBeCloseTo(before, 12);
		expect(await skill()).toBe([...fold(standingEvents(await listEvents(test.context.client, ada.id))).values()][0]?.p);
		const { verdict, override } = await viewOf();
		expect(verdict).toMatchObject({ outcome: 'rejected', diagnosis: 'mask-after-softmax', message: 'Not accepted.' });
		expect(override).toBeUndefined();
		expect((await page()).history).toMatchObject([
			{ cause: 'override', before: { outcome: 'rejected' }, after: { outcome: 'accepted' }, by: 'S. Okafor' },
			{ cause: 'undo', before: { outcome: 'accepted' }, after: { outcome: 'rejected' }, reason: 'I misread the output.' },
		]);
		expect(await audit()).toEqual(['verdict-override', 'verdict-override-undo']);
	});

	it('an outcome is set, and taken back, only over the verdict that was read', async () => {
		const weiss = await makeActor(test.context, { displayName: 'K. Weiss', role: 'instructor' });
		await addInstructor(test.context, cohortId, weiss);
		const stale = { action: 'override', outcome: 'accepted', reason: 'The check is wrong.', seen: (await page()).inForce ?? '' };
		await send(stale);
		await expect(send({ ...stale, outcome: 'rejected', reason: 'It is wrong after all.' }, weiss)).rejects.toMatchObject({
			kind: 'conflict',
			message: expect.stringContaining('outcome set by S. Okafor'),
		});
		const first = (await page()).inForce ?? '';
		const undo = { action: 'override-undo', reason: 'I misread it.', seen: first };
		await expect(send({ ...undo, seen: '' }, weiss)).rejects.toMatchObject({ kind: 'conflict' });
		test.later(MINUTE_MS);
		await send(undo);
		test.later(MINUTE_MS);
		await send({ ...stale, reason: 'The row is right.' }, weiss);

		// Of the outcome that is gone: it takes back nobody else's.
		await expect(send(undo)).rejects.toMatchObject({ kind: 'conflict', message: expect.stringContaining('outcome set by K. Weiss') });
		expect(await page()).toMatchObject({ isOverridden: true, stand: 'accepted' });
		expect(await audit()).toEqual(['verdict-override', 'verdict-override-undo', 'verdict-override']);
	});

	it('an outcome needs a reason, a change, and a verdict to change', async () => {
		await expect(send({ action: 'override', outcome: 'accepted', reason: '  ok ' })).rejects.toMatchObject({
			kind: 'invalid',
			at: 'reason',
		});
		await expect(send({ action: 'override', outcome: 'error', reason: 'because' })).rejects.toMatchObject({
			kind: 'invalid',
			at: 'outcome',
		});
		await expect(send({ action: 'override', outcome: 'rejected', reason: 'because' })).rejects.toMatchObject(CONFLICT);
		await expect(send({ action: 'override-undo', reason: 'because' })).rejects.toMatchObject(CONFLICT);
		const waiting = await makeSubmission(test.context.client, ada.id);
		await expect(send({ action: 'override', outcome: 'accepted', reason: 'because' }, okafor, waiting)).rejects.toMatchObject(CONFLICT);
		expect(await audit()).toEqual([]);
	});

	it('what only staff see is not in anything that its learner gets', async () => {
		await comment('Look at line 2 again.');
		await send({ action: 'override', outcome: 'accepted', reason: 'The check is wrong.' });
		const seen = JSON.stringify([await viewOf(), await getOwnComments(test.context, ada), await exportPerson(test.context, ada, '::1')]);

		expect(seen).not.toContain(GRADER.checksHash);
		expect(seen).not.toContain('"grader"');
		expect(seen).toContain('Look at line 2 again.');
	});
});
