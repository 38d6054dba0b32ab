/**
 * An OpenAI-compatible server that answers what a script tells it to, whole or as a stream: the tutor's guard is tested against the
 * worst model there could be, without a network. Counts its requests and keeps the last one, so that tests see what a model would see.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const contentSchema = z.union([z.string(), z.array(z.looseObject({ text: z.string().optional() })), z.null()]);
const requestSchema = z.looseObject({
	model: z.string(),
	stream: z.boolean().optional(),
	messages: z.array(z.looseObject({ role: z.string(), content: contentSchema })),
});

export interface ChatMessage {
	readonly role: string;
	readonly text: string;
}

/** What to answer; a number answers with that status instead, and null never answers. */
export type Script = (messages: readonly ChatMessage[], request: number) => string | number | null;

export interface MaliciousModel {
	readonly url: string;
	readonly requests: readonly (readonly ChatMessage[])[];
	stop(): Promise<void>;
}

export async function startMaliciousModel(script: Script): Promise<MaliciousModel> {
	const requests: ChatMessage[][] = [];
	const server = createServer((request, response) => {
		void answer(request, response, script, requests).catch((error: unknown) => {
			response.writeHead(400).end(JSON.stringify({ error: { message: String(error) } }));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	// A TCP server that listens has an address and a port.
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}/v1`,
		requests,
		stop: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

async function answer(request: IncomingMessage, response: ServerResponse, script: Script, requests: ChatMessage[][]): Promise<void> {
	if (request.method !== 'POST' || request.url !== '/v1/chat/completions') {
		response.writeHead(404).end();
		return;
	}
	const chunks: Uint8Array[] = [];
	// A request of node:http yields its bytes.
	for await (const chunk of request) chunks.push(chunk as Uint8Array);
	const { messages, model, stream } = requestSchema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
	const said = messages.map(({ role, content }) => ({ role, text: textOf(content) }));
	requests.push(said);
	const reply = script(said, requests.length);
	if (reply === null) return;
	if (typeof reply === 'number') response.writeHead(reply, { 'content-type': 'application/json' }).end('{"error":{"message":"scripted"}}');
	else if (stream === true) streamReply(response, reply, model);
	else sendWhole(response, reply, model);
}

function textOf(content: z.infer<typeof contentSchema>): string {
	if (typeof content === 'string') return content;
	return (content ?? []).map(({ text }) => text ?? '').join('');
}

function sendWhole(response: ServerResponse, reply: string, model: string): void {
	const choice = { index: 0, message: { role: 'assistant', content: reply }, finish_reason: 'stop' };
	const usage = { prompt_tokens: 100, completion_tokens: Math.ceil(reply.length / 4), total_tokens: 100 + Math.ceil(reply.length / 4) };
	response
		.writeHead(200, { 'content-type': 'application/json' })
		.end(JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion', created: 0, model, choices: [choice], usage }));
}

/** A few letters at a time, as a real server sends them. */
function streamReply(response: ServerResponse, reply: string, model: string): void {
	response.writeHead(200, { 'content-type': 'text/event-stream' });
	const event = (delta: object, finish: string | null): void => {
		const body = {
			id: 'chatcmpl-1',
			object: 'chat.completion.chunk',
			created: 0,
			model,
			choices: [{ index: 0, delta, finish_reason: finish }],
		};
		response.write(`data: ${JSON.stringify(body)}\n\n`);
	};
	event({ role: 'assistant', content: '' }, null);
	for (const piece of reply.match(/[\s\S]{1,24}/gu) ?? []) event({ content: piece }, null);
	event({}, 'stop');
	response.end('data: [DONE]\n\n');
}
