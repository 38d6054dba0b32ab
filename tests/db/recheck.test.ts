/** Unaided re-checks through the use-cases, on both engines: what a pass gives back, the spacing, leaving, and whose sitting it is. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Verdict } from '#contract/grading.ts';
import type { Actor } from '#contract/user.ts';
import { insertEvent, listEvents } from '#db/store/events.ts';
import { listMastery } from '#db/store/mastery.ts';
import { selectSubmission } from '#db/store/submissions.ts';
import { answerRecheck } from '#server/answer-recheck.ts';
import { getHelp } from '#server/get-help.ts';
import { requireLab } from '#server/get-lab.ts';
import { getOpenRecheck } from '#server/get-open-recheck.ts';
import { getProgress } from '#server/get-progress.ts';
import { getRecheck } from '#server/get-recheck.ts';
import { getRecheckBundle } from '#server/get-recheck-workspace.ts';
import { getVerdictEffect } from '#server/get-verdict-effect.ts';
import { leaveRecheck } from '#server/leave-recheck.ts';
import { openRung } from '#server/open-rung.ts';
import { prepareSubmission } from '#server/prepare-submission.ts';
import { requireSittingPlace } from '#server/read-recheck.ts';
import { recordActive } from '#server/record-active.ts';
import { recordVerdict } from '#server/record-verdict.ts';
import { saveDraft } from '#server/save-draft.ts';
import { setHelpBound } from '#server/set-help-bound.ts';
import { startRecheck } from '#server/start-recheck.ts';
import { submit } from '#server/submit.ts';
import { readSolutionLines } from '#tutor/solution-lines.ts';
import { ENGINES } from '../support/database.ts';
import { buildTestJudges, type TestJudges } from '../support/judges.ts';
import {
	ACCEPTED,
	judge,
	type LearningTest,
	leaseStored,
	MINUTE_MS,
	makeActor,
	makeCohort,
	openLearningTest,
	REJECTED,
} from '../support/learning.ts';

const lab = requireLab('causal-attention');
const skill = lab.skills.core;
const TASK = `${lab.id}#window`;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

describe.each(ENGINES)('re-checks on %s', (engine) => {
	let test: LearningTest;
	let ada: Actor;

	let judges: TestJudges;

	beforeAll(async () => {
		[test, judges] = await Promise.all([openLearningTest(engine), buildTestJudges(lab.id)]);
	});
	beforeEach(async () => {
		ada = await makeActor(test.context);
	});
	afterAll(async () => {
		judges.close();
		await test.close();
	});

	/** Works until the rung was taken, then passes the lab. */
	async function passWithHelp(rung: number): Promise<void> {
		for (let beats = 0; beats < 120; beats++) {
			const { rungs } = await getHelp(test.context, ada, lab);
			if (rungs[rung - 1]?.state === 'taken') break;
			const next = rungs.find(({ state }) => state === 'open');
			if (next) await openRung(test.context, ada, lab, next.rung);
			test.later(30_000);
			await recordActive(test.context, ada, lab);
		}
		await judge(test.context, ada, ACCEPTED);
	}
	async function send(code: string, sitting = TASK, actor = ada): Promise<string> {
		const request = { lab: lab.id, version: lab.version, code, idempotencyKey: crypto.randomUUID(), checkpoints: [], sitting };
		return (await submit(test.context, actor, request)).id;
	}
	async function sit(verdict: Verdict, code = `export const at = ${test.context.now()};`, sitting = TASK): Promise<string> {
		const id = await send(code, sitting);
		await recordVerdict(test.context, { ...(await leaseStored(test.context, id)), verdict });
		return id;
	}
	const start = (form: 'code' | 'parsons' | 'question' = 'code') => startRecheck(test.context, ada, lab, form);
	const mastery = async () => (await listMastery(test.context.client, ada.id)).find((row) => row.skill === skill);
	const due = async () => (await getProgress(test.context, ada.id)).due;

	it('lead who needed no help to proven as well: one more check twelve hours after the pass, and none after that', async () => {
		await judge(test.context, ada, ACCEPTED);
		expect((await mastery())?.p).toBeCloseTo(0.543, 3);
		await expect(start()).rejects.toMatchObject({ kind: 'forbidden', message: 'This check opens in about 12 hours.' });
		test.later(12 * HOUR_MS);
		expect(await due()).toMatchObject([{ kind: 'further', labId: lab.id, from: test.context.now() }]);
		await start();
		await sit(ACCEPTED);
		expect((await mastery())?.isProven).toBe(true);
		expect(await due()).toEqual([]);
	});

	it('take code alone, and say so to whoever sends weights', async () => {
		await judge(test.context, ada, ACCEPTED);
		test.later(12 * HOUR_MS);
		await start();
		const request = { lab: lab.id, version: lab.version, code: 'export {};', idempotencyKey: crypto.randomUUID(), sitting: TASK };
		await expect(submit(test.context, ada, { ...request, checkpoints: [{ name: 'model', sha256: 'a'.repeat(64) }] })).rejects.toMatchObject(
			{ kind: 'invalid', at: 'checkpoints', fix: expect.stringContaining('code alone') },
		);
	});

	it.each([
		// Vectors V17 to V22: rung, p and debt after the helped pass, p after the re-check.
		{ vector: 'V22', rung: 3, helped: 0.264, debt: 1.165, p: 0.917, wait: DAY_MS },
		{ vector: 'V21', rung: 5, helped: 0.15, debt: 1.792, p: 0.911, wait: DAY_MS },
	])('give back what rung $rung withheld, exactly as vector $vector says', async ({ rung, helped, debt, p, wait }) => {
		await passWithHelp(rung);
		expect((await mastery())?.p).toBeCloseTo(helped, 3);
		expect((await mastery())?.debt).toBeCloseTo(debt, 3);
		test.later(wait);
		expect(await due()).toMatchObject([{ kind: 'restore-credit', labId: lab.id }]);
		const foreseen = (await getRecheck(test.context, ada, lab)).forms[0]?.foreseen;

		await start();
		const id = await sit(ACCEPTED);

		const after = await mastery();
		expect(Math.abs((after?.p ?? 0) - p)).toBeLessThanOrEqual(0.0005);
		expect(after?.debt).toBe(0);
		expect(foreseen?.after).toBe(after?.p);
		const effect = await getVerdictEffect(test.context, ada, await selectSubmission(test.context.client, id));
		expect(effect).toMatchObject({ after: after?.p, owed: after?.p, credit: 1, recheck: { withCredit: foreseen?.withCredit } });
		expect(effect?.recheck?.sentences[0]).toContain('given back');
		expect((await listEvents(test.context.client, ada.id)).at(-1)).toMatchObject({
			submissionId: id,
			event: { type: 'attempt', verdict: 'pass', mode: 'recheck', task: TASK, item: 'code' },
		});
		expect((await getProgress(test.context, ada.id)).labs.find(({ labId }) => labId === lab.id)).toMatchObject({ submissions: 1 });
	});

	it('are judged by the variant’s hidden checks and by nothing else', async () => {
		const context = { ...test.context, secret: { ...test.context.secret, derive: () => 'ab' } };
		await passWithHelp(3);
		await start();
		const input = await prepareSubmission(context, await selectSubmission(test.context.client, await send('export {};')));
		expect(input.checks).toEqual([]);
		expect(input.hiddenChecks.map(({ id }) => id)).toEqual(['window']);
		expect(input.hiddenChecks.every(({ visibility }) => visibility === 'hidden')).toBe(true);
	});

	it('open twelve hours after a deep rung, and say so before', async () => {
		await passWithHelp(4);
		test.later(11 * HOUR_MS);
		await expect(start()).rejects.toMatchObject({
			kind: 'forbidden',
			message: expect.stringMatching(/^This check opens in (about an? |about 1 |\d+ minutes)/),
		});
		test.later(2 * HOUR_MS);
		expect(await start()).toEqual({ task: TASK });
	});

	it('are refused without an invitation, and nothing is written', async () => {
		await expect(start()).rejects.toMatchObject({ kind: 'forbidden' });
		await expect(send('export {};')).rejects.toMatchObject({ kind: 'missing' });
		expect(await listEvents(test.context.client, ada.id)).toEqual([]);
	});

	it('can be left and taken up again on the same day, at no cost, with the draft', async () => {
		await passWithHelp(3);
		const before = await mastery();
		await start();
		const draft = { name: '', code: 'export const half = 1;', labVersion: 1, revision: 0 };
		await saveDraft(test.context, ada, TASK, draft);
		expect(await leaveRecheck(test.context, ada, lab)).toBe(true);
		expect(await leaveRecheck(test.context, ada, lab)).toBe(false);
		expect(await mastery()).toMatchObject({ p: before?.p, debt: before?.debt });
		await expect(send('export {};')).rejects.toMatchObject({ kind: 'missing' });
		test.later(HOUR_MS);
		expect(await start()).toEqual({ task: TASK });
		const { room } = await getOpenRecheck(test.context, ada, lab);
		expect(room?.workspace).toMatchObject({ draft: { code: draft.code }, sitting: { task: TASK }, lab: { exports: ['slidingAttention'] } });
		expect((await getOpenRecheck(test.context, ada, lab)).room?.workspace.starter).toContain('slidingAttention');
	});

	it('count a failed try as one tempered failure, and the next sitting is another instance a day later', async () => {
		await passWithHelp(3);
		await start();
		await sit(REJECTED);
		// Vector V23.
		expect((await mastery())?.p).toBeCloseTo(0.072, 3);
		test.later(HOUR_MS);
		await leaveRecheck(test.context, ada, lab);
		expect(await start()).toEqual({ task: TASK });
		test.later(DAY_MS);
		expect(await start()).toEqual({ task: `${TASK}.2` });
		await sit(ACCEPTED, undefined, `${TASK}.2`);
		expect((await listEvents(test.context.client, ada.id)).at(-1)?.event).toMatchObject({ task: `${TASK}.2`, verdict: 'pass' });
		expect((await mastery())?.debt).toBe(0);
		await expect(start()).rejects.toMatchObject({ kind: 'forbidden' });
	});

	it('belong to one person: for another they do not exist', async () => {
		await passWithHelp(3);
		await start();
		const eve = await makeActor(test.context, { displayName: 'Eve' });
		await expect(send('export {};', TASK, eve)).rejects.toMatchObject({ kind: 'missing' });
		await expect(getRecheckBundle(test.context, eve, lab.id)).rejects.toMatchObject({ kind: 'missing' });
		await expect(requireSittingPlace(test.context, eve.id, lab.id)).rejects.toMatchObject({ kind: 'missing' });
		await expect(send('export {};', 'rope#spiral')).rejects.toMatchObject({ kind: 'missing' });
	});

	it('open no rung, but for an accommodation with a floor', async () => {
		const teacher = await makeActor(test.context, { role: 'instructor', displayName: 'Okafor' });
		const cohortId = await makeCohort(test.context, teacher, [ada]);
		await passWithHelp(3);
		await start();
		const { place } = await requireSittingPlace(test.context, ada.id, lab.id);
		expect((await getHelp(test.context, ada, lab, place)).decision).toMatchObject({ maxLevel: 0, automation: 0 });
		await expect(openRung(test.context, ada, lab, 1, place)).rejects.toMatchObject({ kind: 'forbidden' });
		// Nor in the lab beside it.
		await expect(openRung(test.context, ada, lab, 4)).rejects.toMatchObject({ kind: 'forbidden' });
		const bound = {
			cohortId,
			userId: ada.id,
			labId: null,
			floor: 1,
			ceiling: 5,
			pace: 'standard',
			reason: 'Agreed with the office.',
		} as const;
		await setHelpBound(test.context, teacher, { ...bound, accommodation: true });
		expect((await openRung(test.context, ada, lab, 1, place)).rungs[0]).toMatchObject({ state: 'taken' });
	});

	describe('as quick forms', () => {
		/** Proven by two independent passes, sixty days ago. */
		async function fade(): Promise<void> {
			await judge(test.context, ada, ACCEPTED);
			test.later(DAY_MS);
			const base = { skill, mode: 'recheck', task: TASK } as const;
			for (const part of [{ type: 'open' }, { type: 'attempt', verdict: 'pass' }] as const)
				await insertEvent(test.context.client, { userId: ada.id, labId: lab.id, event: { t: test.context.now(), ...base, ...part } });
			test.later(60 * DAY_MS);
		}

		it('are offered when memory has faded, and only then', async () => {
			await fade();
			const { kind, forms } = await getRecheck(test.context, ada, lab);
			expect(kind).toBe('retention');
			expect(forms.map(({ form }) => form)).toEqual(['code', 'question', 'parsons']);
			const bob = await makeActor(test.context);
			await expect(startRecheck(test.context, bob, lab, 'parsons')).rejects.toMatchObject({ kind: 'forbidden' });
		});

		it('take lines in order: the order stays on the server, and a right one renews the memory', async () => {
			await fade();
			expect(await start('parsons')).toEqual({ task: `${lab.id}#parsons` });
			const { quick } = await getOpenRecheck(test.context, ada, lab);
			if (quick?.form !== 'parsons') throw new Error('There is no form to put in order.');
			const { pieces } = readSolutionLines(lab.id).problem;
			expect(quick.cards.length).toBeGreaterThan(pieces.length);
			expect(JSON.stringify(quick)).not.toContain('after');
			const right = pieces.map(({ text }) => quick.cards.find((card) => card.text === text)?.id ?? '');
			const wrong = await answerRecheck(test.context, ada, lab, { form: 'parsons', order: right.toReversed() });
			expect(wrong).toMatchObject({ isPassed: false, explanation: null });
			await expect(answerRecheck(test.context, ada, lab, { form: 'parsons', order: right })).rejects.toMatchObject({ kind: 'too-many' });
			test.later(MINUTE_MS);
			expect(await answerRecheck(test.context, ada, lab, { form: 'parsons', order: right })).toMatchObject({ isPassed: true });
			const last = (await listEvents(test.context.client, ada.id)).at(-1)?.event;
			expect(last).toMatchObject({ type: 'attempt', item: 'short', mode: 'recheck', task: `${lab.id}#parsons`, verdict: 'pass' });
			expect(await due()).toEqual([]);
		});

		it('ask a question in a wording of its own, once', async () => {
			await fade();
			await start('question');
			const { quick } = await getOpenRecheck(test.context, ada, lab);
			if (quick?.form !== 'question') throw new Error('There is no question.');
			expect(Object.keys(quick).sort()).toEqual(['choices', 'form', 'prompt', 'task', 'title']);
			const verdicts = await Promise.allSettled(
				quick.choices.map((_, choice) => answerRecheck(test.context, ada, lab, { form: 'question', choice })),
			);
			expect(verdicts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
		});
	});
});
