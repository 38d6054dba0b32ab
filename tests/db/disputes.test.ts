/** Disputes: said by the learner, answered by an instructor of theirs, and an overturned event counts for nothing; the log only grows. On both engines. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LearningEvent } from '#contract/event.ts';
import type { Actor } from '#contract/user.ts';
import { newId } from '#db/id.ts';
import { deleteAuditBefore, insertAudit, listAuditOfUser } from '#db/store/audit.ts';
import { insertEvent, listEvents } from '#db/store/events.ts';
import { listMastery } from '#db/store/mastery.ts';
import { fold } from '#learning/fold.ts';
import { answerDispute } from '#server/answer-dispute.ts';
import { disputeEvent, disputeSchema } from '#server/dispute-event.ts';
import { getHelp } from '#server/get-help.ts';
import { getHelpAccount } from '#server/get-help-account.ts';
import { requireLab } from '#server/get-lab.ts';
import { getLearnerPage } from '#server/get-learner-page.ts';
import { ENGINES } from '../support/database.ts';
import { ACCEPTED, judge, type LearningTest, MINUTE_MS, makeActor, makeCohort, openLearningTest } from '../support/learning.ts';

const lab = requireLab('causal-attention');
const skill = lab.skills.core;
const REASON = 'my sister pressed the button';

describe.each(ENGINES)('disputes on %s', (engine) => {
	let test: LearningTest;
	let ada: Actor;
	let okafor: Actor;
	let stranger: Actor;
	let cohortId: string;
	let hintId: string;

	beforeAll(async () => {
		test = await openLearningTest(engine);
	});
	afterAll(() => test.close());
	/** A hint that the learner did not want, and a pass that it made worth less. */
	beforeEach(async () => {
		ada = await makeActor(test.context);
		okafor = await makeActor(test.context, { displayName: 'S. Okafor', role: 'instructor' });
		stranger = await makeActor(test.context, { role: 'instructor' });
		cohortId = await makeCohort(test.context, okafor, [ada]);
		const event: LearningEvent = { t: test.context.now(), type: 'hint', skill, task: lab.id, level: 3 };
		hintId = (await insertEvent(test.context.client, { userId: ada.id, labId: lab.id, event })).id;
		test.later(MINUTE_MS);
		await judge(test.context, ada, ACCEPTED);
		test.later(MINUTE_MS);
	});

	const stored = () => listEvents(test.context.client, ada.id);
	const p = async () => (await listMastery(test.context.client, ada.id))[0]?.p;
	const say = () => disputeEvent(test.context, ada, { eventId: hintId, reason: REASON });
	const answer = (actor: Actor, choice: 'overturn' | 'keep') =>
		answerDispute(test.context, actor, { cohortId, learnerId: ada.id }, { eventId: hintId, answer: choice, reason: 'I was in the room' });
	const lineOfHint = async () =>
		(await getLearnerPage(test.context, okafor, { cohortId, learnerId: ada.id })).progress.timeline.find(({ id }) => id === hintId);

	it('change nothing until they are agreed with; then mastery equals the fold without the event', async () => {
		const before = await p();
		await say();
		expect(await p()).toBe(before);
		const logged = await stored();
		await answer(okafor, 'overturn');

		expect(await p()).toBe(fold(logged.filter(({ id }) => id !== hintId).map(({ event }) => event)).get(skill)?.p);
		expect(await p()).toBeGreaterThan(before ?? 1);
		expect((await getHelp(test.context, ada, lab)).rungs[2]?.state).not.toBe('taken');
		const after = await stored();
		expect(after.slice(0, logged.length)).toEqual(logged);
		expect(after.slice(logged.length).map(({ event }) => event)).toMatchObject([{ type: 'overturn', eventId: hintId, by: okafor.id }]);
	});

	it('that are kept leave every number, and the learner reads why', async () => {
		const before = await p();
		await say();
		await answer(okafor, 'keep');
		expect(await p()).toBe(before);
		expect((await lineOfHint())?.dispute).toMatchObject({
			reason: REASON,
			answer: { kind: 'kept', by: 'S. Okafor', reason: 'I was in the room' },
		});
		expect((await stored()).map(({ event }) => event).at(-1)).toMatchObject({ type: 'kept', eventId: hintId, by: okafor.id });
		await expect(answer(okafor, 'overturn')).rejects.toMatchObject({ kind: 'conflict' });
	});

	it('that were kept are read after the audit log was swept, on the page of the learner too', async () => {
		await say();
		await answer(okafor, 'keep');
		await deleteAuditBefore(test.context.client, test.context.now() + MINUTE_MS);
		const read = { answer: { kind: 'kept', by: 'S. Okafor', reason: 'I was in the room' } };
		expect((await lineOfHint())?.dispute).toMatchObject(read);
		const shown = JSON.stringify(await getHelpAccount(test.context, ada));
		expect(shown).toContain('"kind":"kept"');
		expect(shown).toContain('I was in the room');
	});

	it('that earlier versions kept in the audit log alone have their answer still', async () => {
		await say();
		const detail = { cohortId, eventId: hintId, reason: 'as it was' };
		await insertAudit(test.context.client, {
			...{ id: newId(), actorId: okafor.id, action: 'dispute-kept', targetKind: 'user', targetId: ada.id },
			...{ ipHash: null, detail, createdAt: new Date(test.context.now()) },
		});
		expect((await lineOfHint())?.dispute).toMatchObject({ answer: { kind: 'kept', by: 'S. Okafor', reason: 'as it was' } });
		await expect(answer(okafor, 'keep')).rejects.toMatchObject({ kind: 'conflict' });
	});

	it('have one answer, which is audited and stands among the lines that the learner exports', async () => {
		await say();
		await answer(okafor, 'overturn');
		await expect(answer(okafor, 'keep')).rejects.toMatchObject({ kind: 'conflict' });
		const audit = await listAuditOfUser(test.context.client, ada.id);
		const detail = { cohortId, eventId: hintId, reason: 'I was in the room' };
		expect(audit).toContainEqual(expect.objectContaining({ action: 'dispute-overturned', actorId: okafor.id, detail }));
		expect((await lineOfHint())?.dispute?.answer).toMatchObject({ kind: 'overturned', by: 'S. Okafor' });
	});

	it('are said once, by the person whose event it is, about what can count', async () => {
		await say();
		await expect(say()).rejects.toMatchObject({ kind: 'conflict' });
		const event: LearningEvent = { t: test.context.now(), type: 'open', skill, task: lab.id };
		const opened = await insertEvent(test.context.client, { userId: ada.id, labId: lab.id, event });
		await expect(disputeEvent(test.context, ada, { eventId: opened.id, reason: REASON })).rejects.toMatchObject({ kind: 'invalid' });
		await expect(disputeEvent(test.context, stranger, { eventId: hintId, reason: REASON })).rejects.toMatchObject({ kind: 'missing' });
		expect(disputeSchema.safeParse({ eventId: hintId, reason: 'x'.repeat(2_001) }).success).toBe(false);
		expect(disputeSchema.safeParse({ eventId: hintId, reason: '   ' }).success).toBe(false);
	});

	it('are answered by the owner of a cohort of the learner only, and only when one was said', async () => {
		await expect(answer(okafor, 'overturn')).rejects.toMatchObject({ kind: 'missing' });
		await say();
		await expect(answer(stranger, 'overturn')).rejects.toMatchObject({ kind: 'missing' });
		await expect(answer(ada, 'overturn')).rejects.toMatchObject({ kind: 'missing' });
		const other = await makeCohort(test.context, stranger, []);
		await expect(
			answerDispute(
				test.context,
				stranger,
				{ cohortId: other, learnerId: ada.id },
				{ eventId: hintId, answer: 'overturn', reason: REASON },
			),
		).rejects.toMatchObject({ kind: 'missing' });
		expect((await stored()).some(({ event }) => event.type === 'overturn')).toBe(false);
	});
});
