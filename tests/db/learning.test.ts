/** Verdicts, hints, practice and predictions as events, on both engines: what is written, what is refused, and that the cache is the fold. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '#contract/user.ts';
import { listEvents } from '#db/store/events.ts';
import { selectOptionalJob } from '#db/store/jobs.ts';
import { listMastery } from '#db/store/mastery.ts';
import { selectOptionalVerdict, selectSubmission } from '#db/store/submissions.ts';
import { answerPrediction } from '#server/answer-prediction.ts';
import { getHelp } from '#server/get-help.ts';
import { requireLab } from '#server/get-lab.ts';
import { getVerdictEffect } from '#server/get-verdict-effect.ts';
import { rebuildMastery } from '#server/mastery-cache.ts';
import { openRung } from '#server/open-rung.ts';
import { activeSchema, recordActive } from '#server/record-active.ts';
import { recordPaste } from '#server/record-paste.ts';
import { recordPractice } from '#server/record-practice.ts';
import { recordVerdict } from '#server/record-verdict.ts';
import { setHelpPreference } from '#server/set-help-preference.ts';
import { ENGINES } from '../support/database.ts';
import {
	ACCEPTED,
	judge,
	type LearningTest,
	leaseSubmission,
	MINUTE_MS,
	makeActor,
	openLearningTest,
	REJECTED,
	verdictOf,
} from '../support/learning.ts';

const lab = requireLab('causal-attention');
const skill = lab.skills.core;

describe.each(ENGINES)('learning on %s', (engine) => {
	let test: LearningTest;
	let ada: Actor;

	beforeAll(async () => {
		test = await openLearningTest(engine);
	});
	beforeEach(async () => {
		ada = await makeActor(test.context);
	});
	afterAll(() => test.close());

	const attempts = async () => (await listEvents(test.context.client, ada.id)).filter(({ event }) => event.type === 'attempt');

	describe('a verdict', () => {
		it('is written with its event and mastery, and removes the job', async () => {
			const id = await judge(test.context, ada, ACCEPTED);
			expect(await selectOptionalVerdict(test.context.client, id)).toMatchObject({ outcome: 'accepted' });
			expect(await attempts()).toMatchObject([{ submissionId: id, labId: lab.id, event: { verdict: 'pass', skill, task: lab.id } }]);
			expect((await listMastery(test.context.client, ada.id))[0]?.p).toBeCloseTo(0.543, 3);
			expect(await selectOptionalJob(test.context.client, id)).toBeUndefined();
		});

		it('of a grader that lost its lease writes nothing', async () => {
			const { job, submission } = await leaseSubmission(test.context, ada);
			expect(await recordVerdict(test.context, { job: { ...job, attempt: job.attempt - 1 }, submission, verdict: ACCEPTED })).toBe(false);
			expect(await selectOptionalVerdict(test.context.client, submission.id)).toBeUndefined();
			expect(await attempts()).toEqual([]);
			expect(await listMastery(test.context.client, ada.id)).toEqual([]);
		});

		it('written twice counts once', async () => {
			const { job, submission } = await leaseSubmission(test.context, ada);
			const written = await Promise.all([1, 2].map(() => recordVerdict(test.context, { job, submission, verdict: ACCEPTED })));
			expect(written.toSorted()).toEqual([false, true]);
			expect(await attempts()).toHaveLength(1);
		});

		it('that is our fault is refused, and is no evidence', async () => {
			const { job, submission } = await leaseSubmission(test.context, ada);
			await expect(recordVerdict(test.context, { job, submission, verdict: verdictOf('unavailable') })).rejects.toMatchObject({
				kind: 'unavailable',
			});
			expect(await attempts()).toEqual([]);
		});

		it('on a slip of syntax leaves the core skill where it was', async () => {
			await judge(test.context, ada, verdictOf('rejected', { kind: 'mundane', diagnosis: 'syntax' }));
			expect((await listMastery(test.context.client, ada.id))[0]?.p).toBe(0.15);
		});

		it('counts the changed tokens against the submission before', async () => {
			await judge(test.context, ada, REJECTED, 'const a = 1;');
			test.later(MINUTE_MS);
			await judge(test.context, ada, REJECTED, 'const a = 1; // the same');
			test.later(MINUTE_MS);
			await judge(test.context, ada, REJECTED, 'const a = 2;');
			expect((await attempts()).slice(1).map(({ event }) => event.type === 'attempt' && event.edits)).toEqual([0, 2]);
		});

		it('tells what it changed', async () => {
			const { job, submission } = await leaseSubmission(test.context, ada);
			expect(await getVerdictEffect(test.context, ada, submission)).toBeUndefined();
			await recordVerdict(test.context, { job, submission, verdict: ACCEPTED });
			const effect = await getVerdictEffect(test.context, ada, submission);
			expect(effect).toMatchObject({ skill, before: 0.15, credit: 1, isRepeat: false });
			expect(effect?.after).toBeCloseTo(0.543, 3);
			expect(effect?.owed).toBe(effect?.after);
			const again = await judge(test.context, ada, ACCEPTED, 'export const again = true;');
			expect(await getVerdictEffect(test.context, ada, await selectSubmission(test.context.client, again))).toMatchObject({
				isRepeat: true,
			});
		});
	});

	it('keeps the mastery cache equal to the fold, also after verdicts at the same moment', async () => {
		const leased = [];
		for (const code of ['1', '2', '3', '4']) {
			leased.push(await leaseSubmission(test.context, ada, code));
			test.later(MINUTE_MS);
		}
		await Promise.all(leased.map((each, n) => recordVerdict(test.context, { ...each, verdict: n < 2 ? REJECTED : ACCEPTED })));
		const cached = await listMastery(test.context.client, ada.id);
		await rebuildMastery(test.context, ada.id);
		expect(cached).toHaveLength(1);
		expect(await listMastery(test.context.client, ada.id)).toEqual(cached);
	});

	describe('help', () => {
		const texts = async () => (await getHelp(test.context, ada, lab)).rungs.map(({ html }) => html !== undefined);

		it('of a guest holds no rung and leads to an account', async () => {
			const view = await getHelp(test.context, null, lab);
			expect(view).toMatchObject({ signedIn: false, decision: { maxLevel: 0 } });
			expect(view.rungs.every(({ state, html }) => state === 'shut' && html === undefined)).toBe(true);
		});

		it('opens the first rung at once, and gives its text only when it was taken', async () => {
			expect(await texts()).toEqual([false, false, false, false, false]);
			const view = await openRung(test.context, ada, lab, 1);
			expect(view.rungs[0]).toMatchObject({ state: 'taken', openedAt: test.context.now() });
			expect(await texts()).toEqual([true, false, false, false, false]);
			expect(view.creditNow).toBe(0.85);
		});

		it.each([2, 3, 4, 5] as const)('refuses rung %i before its time, and stores nothing', async (rung) => {
			await expect(openRung(test.context, ada, lab, rung)).rejects.toMatchObject({ kind: 'forbidden' });
			expect(await listEvents(test.context.client, ada.id)).toEqual([]);
		});

		it('says what opens the next rung', async () => {
			const view = await openRung(test.context, ada, lab, 1);
			expect(view.opens).toBe('Opens after one more try or five more minutes of work.');
		});

		it('takes a rung once, however often it is asked for', async () => {
			await openRung(test.context, ada, lab, 1);
			await openRung(test.context, ada, lab, 1);
			expect(await listEvents(test.context.client, ada.id)).toHaveLength(1);
		});

		it('stops at the learner’s own cap, and offers to lift it', async () => {
			await setHelpPreference(test.context, ada, { cap: 0, proactive: 'off' });
			const view = await getHelp(test.context, ada, lab);
			expect(view.decision).toMatchObject({ maxLevel: 0, offer: null });
			await expect(openRung(test.context, ada, lab, 1)).rejects.toMatchObject({ kind: 'forbidden' });
		});
	});

	describe('work in the browser', () => {
		const units = async () => (await getHelp(test.context, ada, lab)).decision.next;

		it('a failing run with a change counts as work, a repeated one does not, and neither is evidence', async () => {
			await openRung(test.context, ada, lab, 1);
			test.later(MINUTE_MS);
			await recordPractice(test.context, ada, lab, { code: 'let a = 1' });
			expect(await units()).toMatchObject({ rung: 3, attempts: 1, takeFirst: 2 });
			test.later(MINUTE_MS);
			await recordPractice(test.context, ada, lab, { code: 'let a = 1 // again' });
			expect(await units()).toMatchObject({ rung: 3, attempts: 1 });
			test.later(MINUTE_MS);
			await recordPractice(test.context, ada, lab, { code: 'let a = 2' });
			expect(await units()).toMatchObject({ rung: 3, attempts: 0 });
			expect((await getHelp(test.context, ada, lab)).decision).toMatchObject({ mastery: 0.15, status: 'unseen' });
		});

		it('a heartbeat is worth the time since the last one, and silence is not work', async () => {
			await recordActive(test.context, ada, lab);
			test.later(30_000);
			await recordActive(test.context, ada, lab);
			test.later(60 * MINUTE_MS);
			await recordActive(test.context, ada, lab);
			test.later(1_000);
			await recordActive(test.context, ada, lab);
			const ms = (await listEvents(test.context.client, ada.id)).map(({ event }) => (event.type === 'active' ? event.ms : event.type));
			expect(ms).toEqual(['open', 30_000, 45_000]);
		});

		it('two labs in two tabs share one clock', async () => {
			const other = requireLab('train-gpt');
			await recordActive(test.context, ada, lab);
			await recordActive(test.context, ada, other);
			for (let n = 0; n < 10; n++) {
				test.later(30_000);
				await recordActive(test.context, ada, lab);
				await recordActive(test.context, ada, other);
			}
			const events = (await listEvents(test.context.client, ada.id)).map(({ event }) => (event.type === 'active' ? event.ms : 0));
			expect(events.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(10 * 30_000);
		});

		it('refuses a duration that a client sends', () => expect(activeSchema.safeParse({ ms: 600_000 }).success).toBe(false));

		it('a large paste lowers what a pass counts, a small one is not even stored', async () => {
			await recordPaste(test.context, ada, lab, { share: 0.2 });
			expect(await listEvents(test.context.client, ada.id)).toEqual([]);
			await recordPaste(test.context, ada, lab, { share: 0.9 });
			expect((await getHelp(test.context, ada, lab)).creditNow).toBe(0.35);
		});
	});

	it('judges a prediction, keeps the first answer of a learner and none of a guest', async () => {
		const question = { lesson: '1.4', question: 'below-floor', variant: 0 };
		expect(await answerPrediction(test.context, null, { ...question, answer: '0' })).toMatchObject({ correct: false });
		expect(await answerPrediction(test.context, ada, { ...question, answer: '1' })).toMatchObject({ correct: true });
		const after = (await listMastery(test.context.client, ada.id))[0]?.p;
		expect(after).toBeCloseTo(0.1955, 3);
		await answerPrediction(test.context, ada, { ...question, answer: '0' });
		expect((await listMastery(test.context.client, ada.id))[0]?.p).toBe(after);
		await Promise.all([0, 1, 2].map((answer) => answerPrediction(test.context, ada, { ...question, answer: String(answer) })));
		const kept = (await listEvents(test.context.client, ada.id)).map(({ event }) => event);
		expect(kept).toMatchObject([{ type: 'prediction', answer: '1' }]);
		await expect(answerPrediction(test.context, ada, { ...question, question: '../secret', answer: '0' })).rejects.toMatchObject({
			kind: 'missing',
		});
	});
});
