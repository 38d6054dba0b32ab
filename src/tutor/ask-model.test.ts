/** One request, as it leaves, and every way for it to fail. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ModelServer as Stub, startModelServer, TOKENS } from '../../tests/support/model-server.ts';
import { askModel, type ModelQuestion } from './ask-model.ts';

let stub: Stub;
beforeEach(async () => {
	stub = await startModelServer();
});
afterEach(() => stub.stop());

const question = (over: Partial<ModelQuestion> = {}): ModelQuestion => ({
	instructions: 'Be brief.',
	messages: [{ role: 'user', content: 'Why NaN?' }],
	maxOutputTokens: 150,
	signal: new AbortController().signal,
	...over,
});
const ask = (over: Partial<ModelQuestion> = {}, apiKey?: string) =>
	askModel({ baseUrl: stub.baseUrl, model: 'stub-1', apiKey }, question(over));

describe('a question to the model', () => {
	it('is one plain request: cool, bounded, without tools and without a stream', async () => {
		expect(await ask()).toEqual({ text: 'Look at the axis.', tokensIn: TOKENS.prompt_tokens, tokensOut: TOKENS.completion_tokens });
		expect(stub.requests).toHaveLength(1);
		const request = stub.requests[0];
		expect(request?.path).toBe('/v1/chat/completions');
		expect(request?.authorization).toBeUndefined();
		expect(request?.body).toMatchObject({ model: 'stub-1', max_tokens: 150 });
		expect(request?.body.temperature).toBeLessThanOrEqual(0.3);
		expect(request?.body.tools).toBeUndefined();
		expect(request?.body.stream ?? false).toBe(false);
		expect(request?.body.messages.map(({ role }) => role)).toEqual(['system', 'user']);
	});

	it('carries the key where there is one', async () => {
		await ask({}, 'sk-secret');
		expect(stub.requests[0]?.authorization).toBe('Bearer sk-secret');
	});

	it("leaves a local model's thinking out of the answer", async () => {
		stub.answer('<think>The solution is tf.where(x).</think>Look at the rows.');
		expect((await ask()).text).toBe('Look at the rows.');
	});

	it.each([
		['busy', { status: 429, body: '{"error":{"message":"slow down"}}' }],
		['refused', { status: 401, body: '{"error":{"message":"bad key"}}' }],
		['broken', { status: 500, body: 'oops' }],
		['broken', { status: 200, body: '<html>not a model</html>' }],
		['broken', { status: 200, body: '{"choices":[]}' }],
		['network', 'hang-up'],
		['empty', '   '],
	] as const)('becomes the fault "%s" for %j, after one try', async (kind, reply) => {
		stub.answer(reply);
		await expect(ask()).rejects.toMatchObject({ name: 'ModelFault', kind });
		expect(stub.requests).toHaveLength(1);
	});

	it('becomes a timeout when nothing comes', async () => {
		stub.answer('silence');
		await expect(ask({ timeoutMs: 50 })).rejects.toMatchObject({ kind: 'timeout' });
	});

	it('ends when the learner leaves, and is no fault then', async () => {
		stub.answer('silence');
		const leaving = new AbortController();
		const asked = ask({ signal: leaving.signal });
		setTimeout(() => leaving.abort(new Error('left')), 30);
		await expect(asked).rejects.toThrow('left');
	});

	it('says that a server that is not there cannot be reached', async () => {
		await stub.stop();
		await expect(ask()).rejects.toMatchObject({ kind: 'network' });
		stub = await startModelServer();
	});
});
