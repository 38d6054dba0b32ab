/** A question to the tutor from end to end, on both engines: level, price, refusal and replacement, limits, removal, and who may read it. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TutorQuestion } from '#contract/tutor.ts';
import type { Actor } from '#contract/user.ts';
import { insertEvent, listEvents } from '#db/store/events.ts';
import { eraseTutorTextsBefore, listTutorTurns } from '#db/store/tutor-turns.ts';
import { askTutor, requireTutorRoom } from '#server/ask-tutor.ts';
import type { Context } from '#server/context.ts';
import { getHelp } from '#server/get-help.ts';
import { requireLab } from '#server/get-lab.ts';
import { getTutor } from '#server/get-tutor.ts';
import { listTutorTurnsForTeacher } from '#server/list-tutor-turns.ts';
import { archiveCohort } from '#server/manage-cohorts.ts';
import { openRung } from '#server/open-rung.ts';
import { removeTutorTurns } from '#server/remove-tutor-turns.ts';
import { setHelpBound } from '#server/set-help-bound.ts';
import { setTutorVisibility } from '#server/set-tutor-visibility.ts';
import { getTutorUsage } from '#server/tutor-usage.ts';
import { ENGINES } from '../support/database.ts';
import { type LearningTest, MINUTE_MS, makeActor, makeCohort, openLearningTest } from '../support/learning.ts';
import { type ModelServer, startModelServer, TOKENS } from '../support/model-server.ts';

const lab = requireLab('causal-attention');
const SOLUTION = readFileSync('src/labs/causal-attention/solution.ts', 'utf8');
const LEAK = `Here you are:\n\n\`\`\`ts\n${SOLUTION}\n\`\`\``;
const KIND = 'What does each row of your output add up to? Predict it for the first token, then print it.';
const DAY_MS = 24 * 60 * MINUTE_MS;

describe.each(ENGINES)('the tutor on %s', (engine) => {
	let test: LearningTest;
	let model: ModelServer;
	let context: Context;
	let ada: Actor;

	beforeAll(async () => {
		[test, model] = await Promise.all([openLearningTest(engine), startModelServer()]);
		const tutor = { baseUrl: model.baseUrl, model: 'stub-1', apiKey: undefined, price: { in: 1, out: 10 }, dailyTokens: 1_000_000 };
		context = { ...test.context, config: { ...test.context.config, tutor } };
	});
	beforeEach(async () => {
		ada = await makeActor(context);
		model.answer(KIND);
	});
	afterAll(() => Promise.all([test.close(), model.stop()]));

	const ask = (over: Partial<TutorQuestion> = {}, more: { signal?: AbortSignal; context?: Context; timeoutMs?: number } = {}) => {
		test.later(1_000);
		return askTutor(more.context ?? context, {
			actor: ada,
			lab,
			question: { question: 'Why do my rows not fit?', code: 'export {};', with: ['task', 'verdict'], agreedTo: 1, ...over },
			signal: more.signal ?? new AbortController().signal,
			tell: () => undefined,
			timeoutMs: more.timeoutMs ?? 5_000,
		});
	};
	const events = async (type: string) =>
		(await listEvents(context.client, ada.id)).map(({ event }) => event).filter((event) => event.type === type);
	const turns = () => listTutorTurns(context.client, ada.id, lab.id);
	const sent = () => {
		const last = model.requests.at(-1);
		return last?.body.messages.map(({ content }) => content).join('\n') ?? '';
	};

	it('answers at the level that is open, stores what was measured, and charges that', async () => {
		const { turn, view } = await ask();
		expect(turn).toMatchObject({ question: 'Why do my rows not fit?', notice: null });
		expect(turn.html).toContain('Predict it for the first token');
		const [row] = await turns();
		expect(row).toMatchObject({
			action: 'pass',
			allowed: 1,
			tokensIn: TOKENS.prompt_tokens,
			tokensOut: TOKENS.completion_tokens,
			model: 'stub-1',
		});
		expect(row?.promptHash).toMatch(/^[0-9a-f]{64}$/);
		expect(await events('tutor')).toMatchObject([{ level: row?.measured, task: lab.id, skill: lab.skills.core }]);
		expect(view.left.replies).toBe(11);
		const { creditNow } = await getHelp(context, ada, lab);
		expect(creditNow).toBe(row?.measured === 0 ? 1 : 0.85);
	});

	it('takes no more than the server allows, whatever was agreed to', async () => {
		await ask({ agreedTo: 5 });
		expect((await turns())[0]?.allowed).toBe(1);
		expect(sent()).toContain('Attention is a soft look-up');
		expect(sent()).not.toContain('Pass the identity matrix');
		await ask({ agreedTo: 0 });
		expect((await turns())[1]?.allowed).toBe(0);
		expect(sent()).not.toContain('Attention is a soft look-up');
	});

	it('answers about tools free, and leaves no trace on the skill', async () => {
		model.answer('It means that the value may be undefined. Give it a default, for example `const n = x ?? 1`.');
		const { turn } = await ask({ question: 'What does TS2532 mean?' });
		expect(turn).toMatchObject({ level: null, notice: null });
		expect(await events('tutor')).toMatchObject([{ level: 0, kind: 'mundane' }]);
		expect((await getHelp(context, ada, lab)).creditNow).toBe(1);
		expect(sent()).not.toContain('Attention is a soft look-up');
	});

	it('does not carry the answer of a question dressed as one about types', async () => {
		model.answer(LEAK);
		const { turn } = await ask({ question: 'Only a type error: TS2322. What types belong there?' });
		expect(turn.html).not.toContain('matMul');
		expect(turn).toMatchObject({ level: null });
		expect(turn.notice).toContain('went further');
		expect(await events('hint')).toEqual([]);
	});

	it('replaces two answers that go too far by the prepared hint of the level, which the ladder then holds', async () => {
		model.answer(LEAK);
		const asked = model.requests.length;
		const { turn } = await ask();
		expect(model.requests.length - asked).toBe(2);
		expect(sent()).toContain('was not shown');
		expect(sent()).not.toContain('expandDims(0).greater');
		expect(turn.html).toContain('soft look-up');
		expect(turn.html).not.toContain('matMul');
		expect(turn).toMatchObject({ level: 1, notice: expect.stringContaining('prepared hint') });
		expect((await turns())[0]).toMatchObject({ action: 'fallback', measured: 1 });
		const help = await getHelp(context, ada, lab);
		expect(help.rungs[0]).toMatchObject({ state: 'taken' });
		expect(help.creditNow).toBe(0.85);
		// A second time it is there already.
		await ask();
		expect(await events('hint')).toHaveLength(1);
	});

	it('shows the second answer when only the first went too far', async () => {
		let n = 0;
		model.answer(() => (n++ === 0 ? LEAK : KIND));
		const { turn } = await ask();
		expect(turn.html).toContain('first token');
		expect((await turns())[0]).toMatchObject({ action: 'regenerated', tokensOut: 2 * TOKENS.completion_tokens });
	});

	it.each([
		['longer than 20 seconds', 'silence'],
		['cannot be reached', 'hang-up'],
		['too many questions', { status: 429, body: '{}' }],
		['refused the request', { status: 401, body: '{}' }],
		['failed', { status: 500, body: '{}' }],
		['failed', { status: 200, body: 'garbage' }],
		['empty answer', ' '],
	] as const)('says that the tutor %s, and shows the prepared hint', async (sentence, reply) => {
		model.answer(reply);
		const { turn, view } = await ask({}, { timeoutMs: 100 });
		expect(turn.notice).toContain(sentence);
		expect(turn.html).toContain('soft look-up');
		// A fault of ours is not one of the twelve.
		expect(view.left.replies).toBe(12);
		const free = await ask({ question: 'What does tf.tidy do?' }, { timeoutMs: 100 });
		expect(free.turn).toMatchObject({ level: null });
		expect(free.turn.html).toContain('What is free here');
	});

	it('answers one question of a learner at a time', async () => {
		let now = 0;
		let most = 0;
		model.answer(() => {
			most = Math.max(most, ++now);
			setTimeout(() => now--, 35);
			return { text: KIND, afterMs: 40 };
		});
		await Promise.all([ask(), ask({ agreedTo: 5 }), ask()]);
		expect(most).toBe(1);
		expect((await turns()).map(({ allowed }) => allowed)).toEqual([1, 1, 1]);
	});

	it('stores and counts nothing for whoever left before the answer', async () => {
		model.answer('silence');
		const leaving = new AbortController();
		const asked = ask({}, { signal: leaving.signal });
		setTimeout(() => leaving.abort(new Error('left')), 30);
		await expect(asked).rejects.toThrow('left');
		expect(await turns()).toEqual([]);
		expect(await events('tutor')).toEqual([]);
	});

	it('gives twelve answers in half an hour; removing turns buys no more', async () => {
		for (let n = 0; n < 12; n++) await ask({ agreedTo: 0 });
		await removeTutorTurns(context, ada, lab);
		await expect(ask()).rejects.toMatchObject({ kind: 'too-many' });
		await expect(requireTutorRoom(context, ada, lab)).rejects.toMatchObject({
			kind: 'too-many',
			fix: expect.stringMatching(/in (29|30) minutes/),
		});
		expect((await getTutor(context, ada, lab)).left).toMatchObject({ replies: 0, opensAt: expect.any(Number) });
		test.later(31 * MINUTE_MS);
		expect((await getTutor(context, ada, lab)).left.replies).toBe(12);
	});

	it('stops for the day when the tokens of the site are used up', async () => {
		const { tutor } = context.config;
		if (tutor === null) throw new Error('no tutor');
		const poor = { ...context, config: { ...context.config, tutor: { ...tutor, dailyTokens: 1 } } };
		await ask();
		await expect(ask({}, { context: poor })).rejects.toMatchObject({ kind: 'too-many', message: expect.stringContaining('today') });
	});

	it('says nothing about the task while an unaided check is open, also in another lab, and forgets what was said before', async () => {
		await ask();
		const open = { t: context.now(), type: 'open', skill: 'positions', task: 'rope#variant', mode: 'recheck' } as const;
		await insertEvent(context.client, { userId: ada.id, labId: 'rope', event: open });
		const { view } = await ask({ agreedTo: 5 });
		expect(view.levels.map(({ level }) => level)).toEqual([0]);
		expect(view.line).toContain('unaided check');
		expect((await turns())[1]?.allowed).toBe(0);
		expect(sent()).not.toContain('soft look-up');
	});

	it('holds a ceiling that was set while the model wrote', async () => {
		const teacher = await makeActor(context, { role: 'instructor', displayName: 'Samuel' });
		const cohortId = await makeCohort(context, teacher, [ada]);
		await openRung(context, ada, lab, 1);
		let isSet = false;
		model.answer(() => {
			if (!isSet)
				void setHelpBound(context, teacher, {
					cohortId,
					userId: null,
					labId: null,
					floor: 0,
					ceiling: 0,
					pace: 'standard',
					reason: 'An exam is on.',
				});
			isSet = true;
			return { text: 'Causal attention hides the future: which rows of your output change?', afterMs: 80 };
		});
		const { turn } = await ask();
		const [row] = await turns();
		expect(row?.measured).toBe(0);
		if (row?.action === 'fallback') expect(turn.notice).toContain('changed while');
		expect(turn.html).not.toContain('soft look-up');
	});

	it('removes texts for everybody and keeps the numbers; a stranger removes nothing', async () => {
		const { turn } = await ask();
		const eve = await makeActor(context);
		await expect(removeTutorTurns(context, eve, lab, turn.id)).rejects.toMatchObject({ kind: 'missing' });
		const view = await removeTutorTurns(context, ada, lab, turn.id);
		expect(view.turns).toMatchObject([{ question: null, html: null }]);
		expect((await turns())[0]).toMatchObject({ question: null, answer: null, tokensIn: TOKENS.prompt_tokens });
		await expect(removeTutorTurns(context, ada, lab, turn.id)).rejects.toMatchObject({ kind: 'missing' });
	});

	it('loses its texts to time', async () => {
		await ask();
		test.later(181 * DAY_MS);
		await eraseTutorTextsBefore(context.client, context.now() - 180 * DAY_MS, context.now());
		expect((await turns())[0]).toMatchObject({ question: null, answer: null });
	});

	it('is read by an instructor only after the course says so, and learners are told before', async () => {
		const teacher = await makeActor(context, { role: 'instructor', displayName: 'Samuel Okafor' });
		const stranger = await makeActor(context, { role: 'instructor' });
		const cohortId = await makeCohort(context, teacher, [ada]);
		await ask({ question: 'Asked before it was said.' });
		expect(await listTutorTurnsForTeacher(context, teacher, cohortId)).toMatchObject({ since: null, turns: [] });
		expect((await getTutor(context, ada, lab)).readers).toContain('Only you');

		test.later(MINUTE_MS);
		await setTutorVisibility(context, teacher, cohortId, true);
		expect((await getTutor(context, ada, lab)).readers).toContain('Samuel Okafor');
		test.later(MINUTE_MS);
		model.answer(LEAK);
		await ask({ question: 'Asked after.' });
		const { turns: seen } = await listTutorTurnsForTeacher(context, teacher, cohortId);
		expect(seen).toMatchObject([{ question: 'Asked after.', action: 'fallback', learner: 'Ada', allowed: 1 }]);
		expect(seen[0]?.flags.join()).toMatch(/refused for .*not shown/s);
		await expect(listTutorTurnsForTeacher(context, stranger, cohortId)).rejects.toMatchObject({ kind: 'missing' });

		const usage = await getTutorUsage(context, teacher, cohortId);
		expect(usage.all).toMatchObject({ turns: 2, tokensIn: 3 * TOKENS.prompt_tokens, fallbackShare: 0.5 });
		expect(usage.all.cost).toBeCloseTo((3 * TOKENS.prompt_tokens + 30 * TOKENS.completion_tokens) / 1e6, 9);
		expect(usage.byLab).toMatchObject([{ name: lab.id, turns: 2 }]);
	});

	it('is read by nobody in an archived cohort, and not again in a restored one until that is said afresh', async () => {
		const teacher = await makeActor(context, { role: 'instructor', displayName: 'Samuel Okafor' });
		const cohortId = await makeCohort(context, teacher, [ada]);
		const seen = async () => (await listTutorTurnsForTeacher(context, teacher, cohortId)).turns.map(({ question }) => question);
		await setTutorVisibility(context, teacher, cohortId, true);
		await ask({ question: 'Before.' });
		expect(await seen()).toEqual(['Before.']);

		await archiveCohort(context, teacher, cohortId, true);
		expect((await getTutor(context, ada, lab)).readers).toContain('Only you');
		await ask({ question: 'While archived.' });
		expect(await seen()).toEqual([]);
		await expect(setTutorVisibility(context, teacher, cohortId, true)).rejects.toMatchObject({ kind: 'conflict' });

		await archiveCohort(context, teacher, cohortId, false);
		expect(await seen()).toEqual([]);
		test.later(MINUTE_MS);
		await setTutorVisibility(context, teacher, cohortId, true);
		await ask({ question: 'Restored.' });
		expect(await seen()).toEqual(['Restored.']);
	});

	it('is one line without a configuration', async () => {
		expect(await getTutor(test.context, ada, lab)).toMatchObject({ state: 'off', turns: [] });
		await expect(ask({}, { context: test.context })).rejects.toMatchObject({
			kind: 'unavailable',
			fix: expect.stringContaining('prepared hints'),
		});
		expect(await getTutor(context, null, lab)).toMatchObject({ state: 'guest' });
	});
});
