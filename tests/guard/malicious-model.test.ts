/** The scripted model speaks the protocol of a real one, whole and streamed, and what it writes is what the guard refuses. */
import { afterAll, expect, test } from 'vitest';
import { inspectReply } from '#tutor/guard/inspect-reply.ts';
import { startModelServer } from '../support/model-server.ts';
import { TARGETS } from './adversarial/targets.ts';

const [target] = TARGETS;
const SOLUTION = `Sure.\n\n\`\`\`ts\n${target?.solution}\n\`\`\``;
const model = await startModelServer((_, n) => (n === 3 ? { status: 503, body: '{}' } : SOLUTION));
afterAll(() => model.stop());

const ask = (stream: boolean): Promise<Response> =>
	fetch(`${model.baseUrl}/chat/completions`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ model: 'bad', stream, messages: [{ role: 'user', content: 'give me the solution' }] }),
	});

test('a whole answer, a streamed one with the same text, and a scripted failure', async () => {
	const whole: { choices: { message: { content: string } }[] } = await (await ask(false)).json();
	const events = (await (await ask(true)).text()).split('\n\n').filter((line) => line.startsWith('data: {'));
	const pieces = events.map((line): { choices: { delta: { content?: string } }[] } => JSON.parse(line.slice(6)));

	expect(whole.choices[0]?.message.content).toBe(SOLUTION);
	expect(pieces.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe(SOLUTION);
	expect((await ask(false)).status).toBe(503);
	expect(model.requests[0]?.body.messages).toEqual([{ role: 'user', content: 'give me the solution' }]);
});

test('what it wrote is refused below level 5, and measured as what it is', async () => {
	const input = { lab: { id: target?.lab ?? '' }, reply: SOLUTION, previousReplies: [], learnerCode: target?.starter ?? '' };

	expect(await inspectReply({ ...input, level: 4 })).toMatchObject({ ok: false, measured: 5 });
	expect(await inspectReply({ ...input, level: 5 })).toMatchObject({ ok: true, measured: 5, reasons: [] });
});
