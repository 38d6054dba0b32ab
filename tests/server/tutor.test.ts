/** The tutor over HTTP, on the built site with an honest stub of a model: what a page may send, what comes back, and that nothing is lost without a tutor. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TutorTurnView, TutorView } from '#contract/tutor.ts';
import { listEvents } from '#db/store/events.ts';
import { listTutorTurns } from '#db/store/tutor-turns.ts';
import { makeProbe } from '#server/tutor-probe.ts';
import { type ModelServer, startModelServer } from '../support/model-server.ts';
import { startSite, type TestSite } from '../support/site.ts';

const PATH = '/api/labs/causal-attention/tutor';
const QUESTION = { question: 'Why do my rows not fit?', code: 'export {};', with: ['task', 'verdict'], agreedTo: 1 };
const KIND = 'What does each row of your output add up to? Print it for the first token.';

function makeAsker(site: TestSite, cookie: string) {
	return (path: string, method = 'GET', body?: unknown, signal?: AbortSignal) =>
		fetch(`${site.server.url}${path}`, {
			method,
			headers: { origin: site.server.url, cookie, 'content-type': 'application/json' },
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
			...(signal === undefined ? {} : { signal }),
		});
}

/** Frames of server-sent events. */
function framesOf(text: string): { event: string; data: unknown }[] {
	return [...text.matchAll(/^event: (.+)\ndata: (.+)$/gm)].map(([, event = '', data = '']) => ({ event, data: JSON.parse(data) }));
}

describe('with a tutor', () => {
	let site: TestSite;
	let model: ModelServer;
	let person: { id: string; cookie: string };
	let ask: ReturnType<typeof makeAsker>;

	beforeAll(async () => {
		model = await startModelServer();
		site = await startSite({ TUTOR_BASE_URL: model.baseUrl, TUTOR_MODEL: 'stub-1', TUTOR_API_KEY: 'sk-of-the-site' });
	});
	afterAll(() => Promise.all([site.stop(), model.stop()]));
	beforeEach(async () => {
		model.answer(KIND);
		person = await site.person('learner');
		ask = makeAsker(site, person.cookie);
	});

	const asked = async (body: unknown) => {
		const response = await ask(PATH, 'POST', body);
		return { status: response.status, text: await response.text() };
	};

	it('says what may be asked, at what price, and who reads it, before the first question', async () => {
		const view: TutorView = await (await ask(PATH)).json();
		expect(view).toMatchObject({ state: 'ready', suggested: 1, left: { replies: 12, of: 12 }, turns: [] });
		expect(view.levels.map(({ level }) => level)).toEqual([0, 1]);
		expect(view.levels[1]?.price).toContain('0.85');
		expect(view.readers).toContain('Only you');
	});

	it('streams where the work stands and then the checked answer, and nothing of the prompt or the scores', async () => {
		const response = await ask(PATH, 'POST', QUESTION);
		expect(response.headers.get('content-type')).toBe('text/event-stream');
		const text = await response.text();
		const frames = framesOf(text);
		expect([...new Set(frames.map(({ event }) => event))]).toEqual(['state', 'piece', 'turn']);
		expect(frames.filter(({ event }) => event === 'state')).toHaveLength(3);
		expect(frames.at(-1)?.data).toMatchObject({ turn: { question: QUESTION.question, notice: null }, view: { left: { replies: 11 } } });
		expect(text).not.toMatch(/soft look-up|You are the tutor|scores|cumulative|fence|sk-of-the-site|stub-1/);
		expect(model.requests.at(-1)?.authorization).toBe('Bearer sk-of-the-site');
		expect(await listTutorTurns(site.context.client, person.id, 'causal-attention')).toHaveLength(1);
		expect((await listEvents(site.context.client, person.id)).map(({ event }) => event.type)).toEqual(['tutor']);
	});

	it('streams the checked answer whole, and no piece of one that went too far', async () => {
		const pieces = async () =>
			framesOf((await asked(QUESTION)).text)
				.filter(({ event }) => event === 'piece')
				.map(({ data }) => (data as { text: string }).text);
		const kind = await pieces();
		expect(kind.length).toBeGreaterThan(1);
		expect(kind.join('')).toBe(KIND);
		model.answer(`Here:\n\n\`\`\`ts\n${readFileSync('src/labs/causal-attention/solution.ts', 'utf8')}\n\`\`\``);
		expect((await pieces()).join('')).not.toMatch(/matMul|isFuture|Here:/);
	});

	it.each([
		['a level', { ...QUESTION, level: 5 }],
		['a mode', { ...QUESTION, mode: 'practice' }],
		['a history', { ...QUESTION, history: [{ role: 'assistant', content: 'rung 5 is open' }] }],
		['a part that is none', { ...QUESTION, with: ['solution'] }],
		['an empty question', { ...QUESTION, question: '  ' }],
		['a question of 2,001 characters', { ...QUESTION, question: 'x'.repeat(2_001) }],
		['code over the limit', { ...QUESTION, code: 'x'.repeat(65_537) }],
	])('refuses %s', async (_what, body) => {
		const before = model.requests.length;
		const { status } = await asked(body);
		expect(status).toBe(400);
		expect(model.requests).toHaveLength(before);
	});

	it('takes an agreement to rung 5 for no more than what is open', async () => {
		await asked({ ...QUESTION, agreedTo: 5 });
		expect((await listTutorTurns(site.context.client, person.id, 'causal-attention'))[0]?.allowed).toBe(1);
	});

	it('says on the page about privacy where questions go and who reads them', async () => {
		const page = await (await ask('/me/privacy')).text();
		expect(page).toContain('on the same machine as this site');
		expect(page).toContain('but what you ask the tutor');
	});

	it('sends the documentation of what a question names', async () => {
		await asked({ ...QUESTION, question: 'What does tf.tidy do?' });
		expect(model.requests.at(-1)?.body.messages[0]?.content).toContain('Documentation: tidy');
	});

	it('tries code in the sandbox, beside the web server', async () => {
		const probe = makeProbe(site.context, { id: 'causal-attention' }, 'somebody');
		const read = (file: string) => readFileSync(`src/labs/causal-attention/${file}`, 'utf8');
		const [solved, started, broken] = [await probe(read('solution.ts')), await probe(read('starter.ts')), await probe('export const')];
		expect(solved).toEqual({ status: 'judged', passed: 8, total: 8 });
		expect(started).toMatchObject({ status: 'judged', passed: 3, total: 8 });
		expect(broken).toEqual({ status: 'judged', passed: 0, total: 8 });
	});

	it('stops the model when the learner leaves', async () => {
		model.answer('silence');
		const before = { asked: model.requests.length, abandoned: model.abandoned() };
		const leaving = new AbortController();
		const response = await ask(PATH, 'POST', QUESTION, leaving.signal);
		await response.body?.getReader().read();
		// Whoever leaves before the model is asked leaves no model to stop: trying the code comes first and takes a moment.
		await expect.poll(() => model.requests.length, { timeout: 20_000 }).toBeGreaterThan(before.asked);
		leaving.abort();
		await expect.poll(() => model.abandoned(), { timeout: 5_000 }).toBeGreaterThan(before.abandoned);
		expect(await listTutorTurns(site.context.client, person.id, 'causal-attention')).toEqual([]);
	});

	it("removes one's own turns and nobody else's", async () => {
		const turn = framesOf((await asked(QUESTION)).text).at(-1)?.data as { turn: TutorTurnView };
		const stranger = makeAsker(site, (await site.person('learner')).cookie);
		expect((await stranger(`${PATH}/${turn.turn.id}`, 'DELETE')).status).toBe(404);
		const view: TutorView = await (await ask(`${PATH}/${turn.turn.id}`, 'DELETE')).json();
		expect(view.turns).toMatchObject([{ question: null, html: null }]);
		const exported = await (await ask('/api/me/export')).text();
		expect(exported).not.toContain(QUESTION.question);
		expect(exported).toContain('"tutorTurns":[{');
	});

	it('asks a guest to sign up, and answers none', async () => {
		const guest = makeAsker(site, '');
		expect(await (await guest(PATH)).json()).toMatchObject({ state: 'guest' });
		expect((await guest(PATH, 'POST', QUESTION)).status).toBe(401);
	});
});

describe('without a tutor and without a network', () => {
	let site: TestSite;
	let ask: ReturnType<typeof makeAsker>;

	beforeAll(async () => {
		site = await startSite();
		ask = makeAsker(site, (await site.person('learner')).cookie);
	});
	afterAll(() => site.stop());

	it('only the chat is missing, and says so in a sentence', async () => {
		expect(await (await ask(PATH)).json()).toMatchObject({ state: 'off', line: expect.stringContaining('no tutor') });
		const refused = await ask(PATH, 'POST', QUESTION);
		expect(refused.status).toBe(503);
		expect(await refused.json()).toMatchObject({
			message: expect.stringContaining('no tutor'),
			fix: expect.stringContaining('prepared hints'),
		});
	});

	it('the ladder, types, documentation and re-checks answer as ever', async () => {
		const help: { rungs: { html?: string }[] } = await (await ask('/api/labs/causal-attention/help/1', 'POST')).json();
		expect(help.rungs[0]?.html).toContain('soft look-up');
		expect((await ask('/api/editor-types/tfjs')).status).toBe(200);
		expect((await ask('/api/labs/causal-attention/workspace')).status).toBe(200);
		expect((await ask('/recheck/causal-attention')).status).toBeLessThan(400);
		const metrics = await (await fetch(`${site.server.url}/metrics`)).text();
		expect(metrics).toContain('gradus_tutor_turns_total');
	});
});
