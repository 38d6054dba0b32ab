/** The instructor's side of help on both engines: bounds set, tried and ended, experiments from question to export, and who may do it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LearningEvent } from '#contract/event.ts';
import type { Actor } from '#contract/user.ts';
import { insertEvent } from '#db/store/events.ts';
import { answerExperiment } from '#server/answer-experiment.ts';
import { endHelpBound } from '#server/end-help-bound.ts';
import { getCohortHelp } from '#server/get-cohort-help.ts';
import { exportExperiment, toCsv } from '#server/get-experiments.ts';
import { getHelp } from '#server/get-help.ts';
import { requireLab } from '#server/get-lab.ts';
import { getProgress } from '#server/get-progress.ts';
import { getHelpSettings } from '#server/help-settings.ts';
import { listExperiments } from '#server/list-experiments.ts';
import { endExperiment, makeExperiment } from '#server/make-experiment.ts';
import { readRecheck } from '#server/read-recheck.ts';
import { readSimulation } from '#server/read-simulation.ts';
import { setHelpBound } from '#server/set-help-bound.ts';
import { setTutorVisibility } from '#server/set-tutor-visibility.ts';
import { startRecheck } from '#server/start-recheck.ts';
import { handleTeachHelpForm } from '#server/teach-help-form.ts';
import { ENGINES } from '../support/database.ts';
import { logOf } from '../support/event-log.ts';
import { ACCEPTED, judge, type LearningTest, MINUTE_MS, makeActor, makeCohort, openLearningTest, REJECTED } from '../support/learning.ts';

const DAY = 86_400_000;
const lab = requireLab('causal-attention');
const MISSING = { kind: 'missing' };
const CONSENT = 'We compare two ways of helping; you may leave at any time, and a no changes nothing.';
const ASKED = { kind: 'pace-gentle', title: 'Does a gentle pace last?', consent: CONSENT, delayDays: '7' };

describe.each(ENGINES)('help of a cohort on %s', (engine) => {
	let test: LearningTest;
	let okafor: Actor;
	let stranger: Actor;
	let ada: Actor;
	let bao: Actor;
	let cohort: string;

	beforeAll(async () => {
		test = await openLearningTest(engine);
	});
	beforeEach(async () => {
		okafor = await makeActor(test.context, { displayName: 'S. Okafor', role: 'instructor' });
		stranger = await makeActor(test.context, { displayName: 'R. Weiss', role: 'instructor' });
		ada = await makeActor(test.context);
		bao = await makeActor(test.context, { displayName: 'Bao' });
		cohort = await makeCohort(test.context, okafor, [ada, bao]);
		test.later(MINUTE_MS);
	});
	afterAll(() => test.close());

	const form = (fields: Record<string, string>) => {
		const data = new FormData();
		for (const [name, value] of Object.entries(fields)) data.set(name, value);
		return data;
	};
	const send = (actor: Actor, fields: Record<string, string>) => handleTeachHelpForm(test.context, actor, cohort, form(fields));
	const bound = (fields: Record<string, string> = {}) =>
		send(okafor, {
			action: 'bound',
			learner: '',
			lab: '',
			floor: '0',
			ceiling: '5',
			pace: 'standard',
			reason: 'agreed in class',
			...fields,
		});
	const help = () => getCohortHelp(test.context, okafor, cohort);
	const settings = (actor: Actor) => getHelpSettings(test.context, actor.id, lab.id);
	const recheck = async (actor: Actor, verdict: 'pass' | 'fail', task: string) => {
		const event: LearningEvent = {
			t: test.context.now(),
			type: 'attempt',
			verdict,
			skill: lab.skills.core,
			task,
			mode: 'recheck',
			edits: 9,
		};
		await insertEvent(test.context.client, { userId: actor.id, labId: lab.id, event });
	};
	const taken = async (actor: Actor, words: string) => {
		for (const event of logOf(words, { lab: lab.id, skill: lab.skills.core, start: test.context.now() }))
			await insertEvent(test.context.client, { userId: actor.id, labId: lab.id, event });
		// Long enough for every rung to be decided.
		test.later(2 * DAY);
	};

	it('a bound from the form holds, with automation and accommodation, and can be ended; both are in its history', async () => {
		await bound({ learner: ada.id, lab: lab.id, floor: '2', maxAuto: '1', accommodation: 'on' });
		expect(await settings(ada)).toMatchObject({ config: { floor: 2, ceiling: 5, maxAuto: 1, accommodation: true } });
		expect(await settings(bao)).toMatchObject({ config: { floor: 0, maxAuto: 2, accommodation: false } });
		const [set] = (await help()).bounds;
		expect(set).toMatchObject({ userId: ada.id, labId: lab.id, maxAuto: 1, accommodation: true, by: 'S. Okafor' });

		test.later(MINUTE_MS);
		await send(okafor, { action: 'bound-end', bound: set?.id ?? '' });
		expect(await settings(ada)).toMatchObject({ config: { floor: 0, maxAuto: 2, accommodation: false } });
		const { bounds, history } = await help();
		expect(bounds).toEqual([]);
		expect(history).toMatchObject([
			{ act: 'ended', userId: ada.id, labId: lab.id, maxAuto: 1, reason: 'agreed in class' },
			{ act: 'set', userId: ada.id, floor: 2, accommodation: true },
		]);
		await expect(endHelpBound(test.context, okafor, cohort, set?.id ?? '')).rejects.toMatchObject({ kind: 'conflict' });
	});

	it('a bound tried is the decision that setting it gives, and trying writes nothing', async () => {
		await judge(test.context, ada, REJECTED, '1');
		await bound({ learner: bao.id, ceiling: '0' });
		const before = await help();
		const query = new URLSearchParams({ learner: ada.id, lab: lab.id, floor: '3', ceiling: '4', pace: 'gentle' });
		const { simulation, problem } = readSimulation(before.work, cohort, query, test.context.now());
		expect(problem).toBeNull();
		expect(simulation?.one).toMatchObject({ now: { maxLevel: 1, pace: 'standard' }, changed: { maxLevel: 3, pace: 'gentle' } });
		// Bao's own ceiling would win over a bound on everybody.
		expect(simulation?.cohort).toEqual({ now: [1, 1, 0, 0, 0, 0], changed: [1, 0, 0, 1, 0, 0] });
		expect(simulation?.untouched).toBe(1);
		expect((await help()).bounds).toEqual(before.bounds);

		await bound({ learner: ada.id, lab: lab.id, floor: '3', ceiling: '4', pace: 'gentle' });
		const after = readSimulation((await help()).work, cohort, query, test.context.now());
		expect(after.simulation?.one?.now).toEqual(simulation?.one?.changed);
	});

	it.each([
		[{ lab: 'no-such-lab' }, 'no lab'],
		[{ floor: '4', ceiling: '1' }, 'ceiling would win'],
		[{ learner: 'nobody' }, 'not in the cohort'],
		[{ ceiling: '9' }, 'ceiling is not usable'],
	])('refuses to try %o with a sentence', async (over, sentence) => {
		const query = new URLSearchParams({ lab: lab.id, ...over });
		expect(readSimulation((await help()).work, cohort, query, test.context.now())).toEqual({
			simulation: null,
			problem: expect.stringContaining(sentence),
		});
	});

	it('counts withheld credit, due checks, hints and outcomes from the log, each with its learners', async () => {
		await taken(ada, 'open 1 2 3 pass');
		await taken(bao, 'open fail:mask 1 fail:mask');
		const { withheld, due, effects, stuck } = await help();
		expect(withheld).toMatchObject([{ skill: lab.skills.core, entries: [{ userId: ada.id }] }]);
		expect(due).toMatchObject([{ skill: lab.skills.core, entries: [{ userId: ada.id, kind: 'restore-credit' }] }]);
		expect(effects.hints.map(({ rung, moved, stayed }) => [rung, moved, stayed])).toEqual([
			[1, [], expect.arrayContaining([ada.id, bao.id])],
			[2, [], [ada.id]],
			[3, [ada.id], []],
		]);
		expect(effects.outcomes).toMatchObject([
			{ labId: lab.id, unaided: { worked: [bao.id], passed: [] }, aided: { worked: [ada.id], passed: [ada.id] } },
		]);
		expect(stuck).toEqual([]);
	});

	it('an experiment asks, deals in turn, sets the pace, gives way to a bound, and ends', async () => {
		const { id } = await makeExperiment(test.context, okafor, cohort, ASKED);
		expect(await listExperiments(test.context, ada)).toMatchObject([{ id, state: 'asked', by: 'S. Okafor', effect: null }]);
		for (const actor of [ada, bao]) await answerExperiment(test.context, actor, { experiment: id, answer: 'join' });
		const paces = [await settings(ada), await settings(bao)].map(({ pace }) => pace);
		expect(paces.toSorted()).toEqual(['gentle', 'standard']);

		const gentle = paces[0] === 'gentle' ? ada : bao;
		await bound({ learner: gentle.id, pace: 'stretch' });
		expect((await settings(gentle)).pace).toBe('stretch');
		expect((await help()).experiments[0]?.overruled).toBe(1);
		await send(okafor, { action: 'bound-end', bound: (await help()).bounds[0]?.id ?? '' });
		expect((await settings(gentle)).pace).toBe('gentle');

		await send(okafor, { action: 'experiment-end', experiment: id });
		expect((await settings(gentle)).pace).toBe('standard');
		expect(await listExperiments(test.context, ada)).toEqual([]);
		await expect(answerExperiment(test.context, ada, { experiment: id, answer: 'leave' })).rejects.toMatchObject(MISSING);
		await expect(endExperiment(test.context, okafor, cohort, id)).rejects.toMatchObject({ kind: 'conflict' });
	});

	it('a no changes nothing, leaving takes everything out, and joining again keeps the arm', async () => {
		const { id } = await makeExperiment(test.context, okafor, cohort, ASKED);
		await answerExperiment(test.context, bao, { experiment: id, answer: 'decline' });
		expect((await settings(bao)).pace).toBe('standard');
		await answerExperiment(test.context, ada, { experiment: id, answer: 'join' });
		const arm = (await settings(ada)).pace;
		await judge(test.context, ada, ACCEPTED, 'done');
		expect((await exportExperiment(test.context, okafor, cohort, id)).rows).toHaveLength(1);
		await answerExperiment(test.context, ada, { experiment: id, answer: 'leave' });
		expect(await settings(ada)).toMatchObject({ pace: 'standard' });
		expect((await exportExperiment(test.context, okafor, cohort, id)).rows).toEqual([]);
		expect((await help()).experiments).toMatchObject([{ declined: 1, unanswered: 0 }]);
		await answerExperiment(test.context, ada, { experiment: id, answer: 'join' });
		expect((await settings(ada)).pace).toBe(arm);
	});

	it('the delayed check opens to everybody in it, and is the outcome, exported without names', async () => {
		const { id } = await makeExperiment(test.context, okafor, cohort, { ...ASKED, delayDays: 3 });
		await answerExperiment(test.context, ada, { experiment: id, answer: 'join' });
		await judge(test.context, ada, ACCEPTED, 'done');
		const from = test.context.now() + 3 * DAY;
		test.later(2 * DAY);
		expect((await readRecheck(test.context, ada.id, lab)).invitation).toEqual({ kind: 'experiment', from });
		await expect(startRecheck(test.context, ada, lab, 'code')).rejects.toMatchObject({
			kind: 'forbidden',
			message: 'This check opens in about 24 hours.',
		});
		test.later(DAY);
		expect((await readRecheck(test.context, ada.id, lab)).invitation).toMatchObject({ kind: 'experiment' });
		expect((await listExperiments(test.context, ada))[0]?.checks).toMatchObject([{ labId: lab.id }]);
		await recheck(ada, 'pass', `${lab.id}#v`);

		const { rows } = await exportExperiment(test.context, okafor, cohort, id);
		expect(rows).toMatchObject([{ lab: lab.id, rung: 0, earlierChecks: 0, passed: true }]);
		expect(JSON.stringify(rows)).not.toContain(ada.id);
		expect(toCsv(rows).split('\r\n')[1]).toBe(Object.values(rows[0] ?? {}).join(','));
		// Written by what writes every other file for spreadsheets: quoted, and nothing in it runs.
		expect(toCsv(rows.map((row) => ({ ...row, lab: '=1,2' })))).toContain(`,"'=1,2",`);
		const arm = rows[0]?.arm;
		expect((await help()).experiments[0]?.arms.find((one) => one.arm === arm)).toMatchObject({ due: 1, taken: 1, first: { k: 1, n: 1 } });
	});

	it('the arm without invitations keeps them off the list until the delay is over, and never shuts the check', async () => {
		const { id } = await makeExperiment(test.context, okafor, cohort, { ...ASKED, kind: 'recheck' });
		for (const actor of [ada, bao]) {
			await answerExperiment(test.context, actor, { experiment: id, answer: 'join' });
			await taken(actor, 'open 1 2 3 pass');
		}
		const isHeld = (await listExperiments(test.context, ada))[0]?.effect?.includes('not invited') === true;
		const [held, invited] = isHeld ? [ada, bao] : [bao, ada];
		expect((await getProgress(test.context, invited.id)).due).toHaveLength(1);
		expect((await getProgress(test.context, held.id)).due).toEqual([]);
		const said = async (actor: Actor) => {
			const { decision, why } = await getHelp(test.context, actor, lab);
			return {
				invited: decision.recheck?.kind ?? null,
				isSaid: why.some((sentence) => sentence.includes('A short check without help')),
			};
		};
		expect(await said(invited)).toEqual({ invited: 'restore-credit', isSaid: true });
		expect(await said(held)).toEqual({ invited: null, isSaid: false });
		expect((await readRecheck(test.context, held.id, lab)).invitation).toMatchObject({ kind: 'restore-credit' });
		test.later(8 * DAY);
		expect((await getProgress(test.context, held.id)).due).toHaveLength(1);
		expect(await said(held)).toEqual({ invited: 'restore-credit', isSaid: true });
	});

	it('refuses an experiment that says too little, a second on the same subject, and one in an archived cohort', async () => {
		const make = (over: object) => makeExperiment(test.context, okafor, cohort, { ...ASKED, ...over });
		await expect(make({ consent: 'join' })).rejects.toMatchObject({ kind: 'invalid', at: 'consent' });
		await expect(make({ delayDays: '0' })).rejects.toMatchObject({ kind: 'invalid', at: 'delayDays' });
		await expect(make({ kind: 'ceiling' })).rejects.toMatchObject({ kind: 'invalid', at: 'kind' });
		await make({});
		await expect(make({ kind: 'pace' })).rejects.toMatchObject({ kind: 'conflict' });
		await make({ kind: 'recheck' });
	});

	it('is missing for another instructor and for a learner in it, whatever they ask for, and stays as it was', async () => {
		const { id } = await makeExperiment(test.context, okafor, cohort, ASKED);
		await bound({ ceiling: '4' });
		const [row] = (await help()).bounds;
		for (const actor of [stranger, ada]) {
			await expect(getCohortHelp(test.context, actor, cohort)).rejects.toMatchObject(MISSING);
			await expect(exportExperiment(test.context, actor, cohort, id)).rejects.toMatchObject(MISSING);
			await expect(setTutorVisibility(test.context, actor, cohort, true)).rejects.toMatchObject(MISSING);
			await expect(makeExperiment(test.context, actor, cohort, ASKED)).rejects.toMatchObject(MISSING);
			for (const fields of [
				{ action: 'bound-end', bound: row?.id ?? '' },
				{ action: 'experiment-end', experiment: id },
				{ action: 'tutor-show' },
			])
				await expect(send(actor, fields)).rejects.toMatchObject(MISSING);
		}
		await expect(answerExperiment(test.context, stranger, { experiment: id, answer: 'join' })).rejects.toMatchObject(MISSING);
		const own = await makeCohort(test.context, stranger, []);
		await expect(endHelpBound(test.context, stranger, own, row?.id ?? '')).rejects.toMatchObject(MISSING);
		await expect(exportExperiment(test.context, stranger, own, id)).rejects.toMatchObject(MISSING);
		expect(await help()).toMatchObject({ bounds: [{ ceiling: 4 }], experiments: [{ endedAt: null }], cohort: { tutorVisibleSince: null } });
	});

	it('every act of the instructor and every answer is in the audit log', async () => {
		await bound();
		await send(okafor, { action: 'bound-end', bound: (await help()).bounds[0]?.id ?? '' });
		await send(okafor, { action: 'experiment-create', ...ASKED });
		const id = (await help()).experiments[0]?.id ?? '';
		await answerExperiment(test.context, ada, { experiment: id, answer: 'join' });
		await answerExperiment(test.context, ada, { experiment: id, answer: 'leave' });
		await send(okafor, { action: 'experiment-end', experiment: id });
		await send(okafor, { action: 'tutor-show' });
		await send(okafor, { action: 'tutor-show' });
		await send(okafor, { action: 'tutor-hide' });
		const { auditLog } = test.context.client.schema;
		const rows = (await test.context.client.db.select().from(auditLog)).filter(
			({ actorId }) => actorId === okafor.id || actorId === ada.id,
		);
		expect(rows.map(({ action }) => action).toSorted()).toEqual(
			[
				'help-bound',
				'help-bound-end',
				'experiment-create',
				'experiment-join',
				'experiment-leave',
				'experiment-end',
				'tutor-visible',
				'tutor-hidden',
			].toSorted(),
		);
	});

	it('an unknown lab or action is refused', async () => {
		await expect(
			setHelpBound(test.context, okafor, {
				cohortId: cohort,
				userId: null,
				labId: 'x',
				floor: 0,
				ceiling: 5,
				pace: 'gentle',
				reason: 'because',
			}),
		).rejects.toMatchObject({ kind: 'invalid' });
		await expect(send(okafor, { action: 'drop' })).rejects.toMatchObject({ kind: 'invalid', at: 'action' });
	});
});
