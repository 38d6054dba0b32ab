/**
 * An OpenAI-compatible server on loopback that answers what a test says, whole or as a stream, in the ways that real ones answer and fail.
 * Keeps what it was asked, so that tests see what a model would see. The guard is tested against the worst model there could be.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const requestSchema = z.looseObject({
	model: z.string(),
	stream: z.boolean().optional(),
	max_tokens: z.number().optional(),
	temperature: z.number().optional(),
	tools: z.unknown().optional(),
	messages: z.array(z.looseObject({ role: z.string(), content: z.string() })),
});

export interface ModelRequest {
	readonly path: string;
	readonly authorization: string | undefined;
	readonly body: z.infer<typeof requestSchema>;
}

export type ModelReply =
	| string
	/** Answers after a while. */
	| { readonly text: string; readonly afterMs: number }
	| { readonly status: number; readonly body: string }
	/** Takes the question and says nothing. */
	| 'silence'
	/** Ends the connection. */
	| 'hang-up';

/** One reply for all, or a script: the n-th request, from 1, gets its own. */
export type ModelScript = ModelReply | ((request: ModelRequest, n: number) => ModelReply);

export interface ModelServer {
	readonly baseUrl: string;
	readonly requests: readonly ModelRequest[];
	/** What it answers from now on. */
	answer(script: ModelScript): void;
	/** Questions whose asker left before the answer. */
	abandoned(): number;
	stop(): Promise<void>;
}

export const TOKENS = { prompt_tokens: 900, completion_tokens: 60 } as const;
const COMPLETIONS = '/v1/chat/completions';

export async function startModelServer(first: ModelScript = 'Look at the axis.'): Promise<ModelServer> {
	const requests: ModelRequest[] = [];
	let script = first;
	let abandoned = 0;
	const server = createServer(async (incoming, outgoing) => {
		const request = await readRequest(incoming).catch(() => null);
		if (request === null) {
			outgoing.writeHead(incoming.url === COMPLETIONS ? 400 : 404).end();
			return;
		}
		requests.push(request);
		outgoing.on('close', () => {
			if (!outgoing.writableEnded) abandoned++;
		});
		respond(typeof script === 'function' ? script(request, requests.length) : script, request, outgoing);
	});
	await new Promise<void>((resolve, reject) => server.on('error', reject).listen(0, '127.0.0.1', resolve));
	// A TCP server that listens has an address and a port.
	const { port } = server.address() as AddressInfo;
	return {
		baseUrl: `http://127.0.0.1:${port}/v1`,
		requests,
		answer(next) {
			script = next;
		},
		abandoned: () => abandoned,
		stop: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

/** Throws for anything that is no question in the protocol. */
async function readRequest(incoming: IncomingMessage): Promise<ModelRequest> {
	if (incoming.method !== 'POST' || incoming.url !== COMPLETIONS) throw new RangeError('no such path');
	const chunks: Buffer[] = [];
	for await (const chunk of incoming) chunks.push(chunk);
	const body = requestSchema.parse(JSON.parse(Buffer.concat(chunks).toString()));
	return { path: incoming.url, authorization: incoming.headers.authorization, body };
}

function respond(reply: ModelReply, { body }: ModelRequest, outgoing: ServerResponse): void {
	if (reply === 'silence') return;
	if (reply === 'hang-up') {
		outgoing.destroy();
		return;
	}
	if (typeof reply !== 'string' && 'status' in reply) {
		outgoing.writeHead(reply.status, { 'content-type': 'application/json' }).end(reply.body);
		return;
	}
	const { text, afterMs } = typeof reply === 'string' ? { text: reply, afterMs: 0 } : reply;
	const send = () => (body.stream === true ? sendStream(outgoing, text, body.model) : sendWhole(outgoing, text, body.model));
	if (afterMs === 0) send();
	else setTimeout(send, afterMs);
}

function sendWhole(outgoing: ServerResponse, text: string, model: string): void {
	const choices = [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }];
	const usage = { ...TOKENS, total_tokens: TOKENS.prompt_tokens + TOKENS.completion_tokens };
	const answer = { id: 'stub', object: 'chat.completion', created: 0, model, choices, usage };
	outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}

/** A few letters at a time, as a real server sends them. */
function sendStream(outgoing: ServerResponse, text: string, model: string): void {
	outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
	const send = (delta: object, finish: string | null): void => {
		const choices = [{ index: 0, delta, finish_reason: finish }];
		outgoing.write(`data: ${JSON.stringify({ id: 'stub', object: 'chat.completion.chunk', created: 0, model, choices })}\n\n`);
	};
	send({ role: 'assistant', content: '' }, null);
	for (const piece of text.match(/[\s\S]{1,24}/gu) ?? []) send({ content: piece }, null);
	send({}, 'stop');
	outgoing.end('data: [DONE]\n\n');
}
