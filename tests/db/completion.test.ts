/** Lines of the tutor's model in the editor, on both engines: earned or nothing, never the lab's solution, counted, and silent when anything fails. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LearningEvent } from '#contract/event.ts';
import type { Actor } from '#contract/user.ts';
import { insertEvent, listEvents } from '#db/store/events.ts';
import { takeTurn } from '#db/store/turns.ts';
import { listTutorTurns } from '#db/store/tutor-turns.ts';
import { completeCode } from '#server/complete-code.ts';
import type { Context } from '#server/context.ts';
import { getAutomation } from '#server/get-automation.ts';
import { requireLab } from '#server/get-lab.ts';
import { getTutor } from '#server/get-tutor.ts';
import { listTutorTurnsForTeacher } from '#server/list-tutor-turns.ts';
import { setHelpBound } from '#server/set-help-bound.ts';
import { setHelpPreference } from '#server/set-help-preference.ts';
import { setTutorVisibility } from '#server/set-tutor-visibility.ts';
import { getTutorUsage } from '#server/tutor-usage.ts';
import type { ProbeAnswer } from '#tutor/guard/inspection.ts';
import { ENGINES } from '../support/database.ts';
import { ACCEPTED, judge, type LearningTest, MINUTE_MS, makeActor, makeCohort, openLearningTest } from '../support/learning.ts';
import { type ModelServer, startModelServer, TOKENS } from '../support/model-server.ts';

const DAY_MS = 24 * 60 * MINUTE_MS;
const attention = requireLab('causal-attention');
/** Builds on attention. */
const rope = requireLab('rope');
const SOLUTION = readFileSync('src/labs/rope/solution.ts', 'utf8');
const STARTER = readFileSync('src/labs/rope/starter.ts', 'utf8');
const CALL = `${STARTER}\nfunction mine(q, k, v) {\n\treturn causalAttention(`;
/** A judge that sees no difference: what stops a leak then is the text alone. */
const BLIND = async (): Promise<ProbeAnswer> => ({ status: 'judged', passed: 0, total: 10 });

describe.each(ENGINES)('completions by a model on %s', (engine) => {
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
		model.answer('q, k, v);');
	});
	afterAll(() => Promise.all([test.close(), model.stop()]));

	type More = Partial<Omit<Parameters<typeof completeCode>[1], 'actor' | 'ask'>> & { context?: Context };
	const complete = async (code = CALL, { context: other = context, ...more }: More = {}) => {
		test.later(1_000);
		const signal = new AbortController().signal;
		const completing = { actor: ada, lab: rope, ask: { code, at: code.length }, signal, probe: BLIND, timeoutMs: 5_000, ...more };
		return (await completeCode(other, completing)).completion;
	};
	const write = (event: Partial<LearningEvent> & Pick<LearningEvent, 'type'>, task: string) =>
		// A test names only what differs; the store parses the whole.
		insertEvent(context.client, {
			userId: ada.id,
			labId: attention.id,
			event: { t: context.now(), skill: attention.skills.core, task, mode: 'recheck', ...event } as LearningEvent,
		});
	/** Accepted without help, and a re-check a day later. */
	const prove = async () => {
		await judge(context, ada, ACCEPTED, 'export const causalAttention = 1;');
		test.later(DAY_MS);
		await write({ type: 'open' }, 'causal-attention#names.1');
		await write({ type: 'attempt', verdict: 'pass' }, 'causal-attention#names.1');
	};
	const turns = (lab = rope) => listTutorTurns(context.client, ada.id, lab.id);
	/** No request went out, so nothing can have come back. */
	const expectUnasked = async (asked: Promise<unknown>) => {
		const before = model.requests.length;
		expect(await asked).toBeNull();
		expect(model.requests.length).toBe(before);
	};

	it('gives lines of a skill that is proven, stores and counts them apart from questions, and shows them to nobody else', async () => {
		await prove();
		const teacher = await makeActor(context, { role: 'instructor' });
		const cohort = await makeCohort(context, teacher, [ada]);
		await setTutorVisibility(context, teacher, cohort, true);
		expect((await getAutomation(context, ada, rope)).mayAskModel).toBe(true);
		expect(await complete()).toEqual({ skill: 'causal-attention', text: 'q, k, v);' });
		expect(await turns()).toMatchObject([
			{ action: 'completion', allowed: 0, question: null, tokensIn: TOKENS.prompt_tokens, tokensOut: TOKENS.completion_tokens },
		]);
		const { all } = await getTutorUsage(context, teacher, cohort);
		expect(all).toMatchObject({ turns: 0, completions: 1, tokensIn: TOKENS.prompt_tokens, p50Ms: null, fallbackShare: 0 });
		expect(await getTutor(context, ada, rope)).toMatchObject({ turns: [], left: { replies: 12 } });
		expect((await listTutorTurnsForTeacher(context, teacher, cohort)).turns).toEqual([]);
		expect((await listEvents(context.client, ada.id)).filter(({ event }) => event.type === 'tutor')).toEqual([]);
	});

	it('sends the file and nothing of the course', async () => {
		await prove();
		await complete();
		const sent =
			model.requests
				.at(-1)
				?.body.messages.map(({ content }) => content)
				.join('\n') ?? '';
		expect(sent).toContain('return causalAttention(/*HERE*/');
		expect(sent).not.toContain(ada.displayName);
		const task = readFileSync('src/labs/rope/task.mdx', 'utf8')
			.split('\n')
			.filter((line) => line.length > 60);
		expect(task.length).toBeGreaterThan(2);
		for (const line of task) expect(sent).not.toContain(line);
	});

	it('asks no model for what was not earned, was switched off, or is not allowed', async () => {
		await expectUnasked(complete());
		await prove();
		// The lab's own skill, in the function that it asks for.
		await expectUnasked(complete(STARTER.slice(0, STARTER.indexOf('{', STARTER.indexOf('function rope')) + 1)));
		await expectUnasked(complete(CALL, { context: test.context }));
		const { tutor } = context.config;
		if (tutor === null) throw new Error('no tutor');
		await expectUnasked(complete(CALL, { context: { ...context, config: { ...context.config, tutor: { ...tutor, dailyTokens: 0 } } } }));
		await setHelpPreference(context, ada, { auto: 1 });
		await expectUnasked(complete());
		expect((await getAutomation(context, ada, rope)).mayAskModel).toBe(false);
		await setHelpPreference(context, ada, { auto: 3 });
		const teacher = await makeActor(context, { role: 'instructor' });
		const cohort = await makeCohort(context, teacher, [ada]);
		const none = { userId: null, labId: null, floor: 0, ceiling: 5, pace: 'standard', accommodation: false, reason: 'by hand' } as const;
		await setHelpBound(context, teacher, { ...none, cohortId: cohort, maxAuto: 1 });
		await expectUnasked(complete());
		await expectUnasked(complete('import { ra'));
		await setHelpBound(context, teacher, { ...none, cohortId: cohort, maxAuto: 2 });
		expect(await complete()).not.toBeNull();
	});

	it('gives nothing while an unaided check is open, not even what began before', async () => {
		await prove();
		test.later(30 * DAY_MS);
		model.answer(() => {
			void write({ type: 'open' }, 'causal-attention#names.2');
			return { text: 'q, k, v);', afterMs: 200 };
		});
		expect(await complete()).toBeNull();
		expect(await turns()).toMatchObject([{ action: 'withheld', answer: null }]);
		await expectUnasked(complete());
		await expectUnasked(complete('import { ra'));
	});

	it('gives nothing that was inspected while another process gave lines, and counts its tokens', async () => {
		await prove();
		const { client } = context;
		model.answer(() => {
			void (async () => (await takeTurn(client, 'completion', ada.id)).atomically(() => []))();
			return { text: 'q, k, v);', afterMs: 200 };
		});
		expect(await complete()).toBeNull();
		expect(await turns()).toMatchObject([{ action: 'withheld', answer: null, tokensIn: TOKENS.prompt_tokens }]);
		model.answer('q, k, v);');
		expect(await complete()).not.toBeNull();
	});

	it('lets nothing of the lab’s solution into the editor, whole or five lines at a time', async () => {
		await prove();
		model.answer(`\`\`\`ts\n${SOLUTION}\n\`\`\``);
		expect(await complete()).toBeNull();
		const lines = SOLUTION.slice(SOLUTION.indexOf('export function')).split('\n');
		for (let n = 0; n < lines.length; n += 5) {
			model.answer(lines.slice(n, n + 5).join('\n'));
			expect(await complete(`${STARTER}\n// causalAttention\nfunction causalAttention(q, k, v) {\n\t`)).toBeNull();
		}
		const stored = await turns();
		expect(stored.length).toBeGreaterThan(3);
		expect(stored.map(({ action, answer }) => [action, answer])).toEqual(stored.map(() => ['withheld', null]));
	});

	it('lets no line through that the learner began and the model would end as the solution does', async () => {
		await prove();
		const line = SOLUTION.split('\n').find((each) => /^\t+const \w+ = .{40,}/.test(each)) ?? '';
		expect(line).not.toBe('');
		const half = Math.floor(line.length / 2);
		model.answer(line.slice(half));
		expect(await complete(`${STARTER}\nfunction causalAttention(q, k, v) {\n${line.slice(0, half)}`)).toBeNull();
	});

	it('holds back lines with which more checks pass, and lines that nobody could judge', async () => {
		await prove();
		const judged = (program: string): number => (program.endsWith('return causalAttention(q, k, v);') ? 3 : 2);
		expect(await complete(CALL, { probe: async (program) => ({ status: 'judged', passed: judged(program), total: 10 }) })).toBeNull();
		expect(await complete(CALL, { probe: async () => ({ status: 'unknown', why: 'no sandbox' }) })).toBeNull();
		expect(await complete(CALL, { probe: async () => ({ status: 'judged', passed: 10, total: 10 }) })).not.toBeNull();
	});

	it('lets no sentence through, in a comment or in a string', async () => {
		await prove();
		const said = 'Turn each pair of dimensions by the position times the frequency before the scores are taken.';
		model.answer(`q, k, v); // ${said}`);
		expect((await complete())?.text).toBe('q, k, v);');
		model.answer(`'${said}');`);
		expect(await complete()).toBeNull();
	});

	it('brings five lines at most', async () => {
		await prove();
		model.answer('q,\nk,\nv,\n);\n}\nsix();\nseven();');
		expect((await complete())?.text.split('\n')).toHaveLength(5);
	});

	it.each([['silence'], ['hang-up'], [{ status: 500, body: '{}' }], [{ status: 429, body: '{}' }], [' ']] as const)(
		'is nothing when the model gives %o',
		async (reply) => {
			await prove();
			model.answer(reply);
			expect(await complete(CALL, { timeoutMs: 100 })).toBeNull();
		},
	);

	it('ends with the typing, and counts what was sent in vain', async () => {
		await prove();
		model.answer('silence');
		const typed = new AbortController();
		const asked = complete(CALL, { signal: typed.signal });
		setTimeout(() => typed.abort(), 50);
		expect(await asked).toBeNull();
		expect(await turns()).toMatchObject([{ action: 'withheld', tokensOut: 0 }]);
		expect((await turns())[0]?.tokensIn).toBeGreaterThan(100);
	});

	it('completes the lab’s own skill once that is proven', async () => {
		await prove();
		model.answer('q.shape;');
		expect(await complete('export function causalAttention(q, k, v) {\n\tconst shape = ', { lab: attention })).toMatchObject({
			skill: 'causal-attention',
		});
		expect(await turns(attention)).toMatchObject([{ allowed: 4, action: 'completion' }]);
	});
});
