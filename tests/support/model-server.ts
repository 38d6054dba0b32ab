/** An OpenAI-compatible server on loopback that answers what a test says, in the ways that real ones answer and fail, and keeps what it was asked. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

export interface ModelRequest {
	readonly path: string;
	readonly authorization: string | undefined;
	readonly body: {
		readonly model: string;
		readonly messages: readonly { readonly role: string; readonly content: string }[];
		readonly max_tokens?: number;
		readonly temperature?: number;
		readonly stream?: boolean;
		readonly tools?: unknown;
	};
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

export interface ModelServer {
	readonly baseUrl: string;
	readonly requests: readonly ModelRequest[];
	/** What it answers from now on. */
	answer(reply: ModelReply | ((request: ModelRequest) => ModelReply)): void;
	/** Questions whose asker left before the answer. */
	abandoned(): number;
	stop(): Promise<void>;
}

export const TOKENS = { prompt_tokens: 900, completion_tokens: 60 } as const;

export async function startModelServer(first: ModelReply = 'Look at the axis.'): Promise<ModelServer> {
	const requests: ModelRequest[] = [];
	let reply: ModelReply | ((request: ModelRequest) => ModelReply) = first;
	let abandoned = 0;
	const server = createServer(async (incoming, outgoing) => {
		const request = await readRequest(incoming);
		requests.push(request);
		outgoing.on('close', () => {
			if (!outgoing.writableEnded) abandoned++;
		});
		respond(typeof reply === 'function' ? reply(request) : reply, request, outgoing);
	});
	const port = await listen(server);
	return {
		baseUrl: `http://127.0.0.1:${port}/v1`,
		requests,
		answer(next) {
			reply = next;
		},
		abandoned: () => abandoned,
		stop: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

async function readRequest(incoming: IncomingMessage): Promise<ModelRequest> {
	const chunks: Buffer[] = [];
	for await (const chunk of incoming) chunks.push(chunk);
	const body: ModelRequest['body'] = JSON.parse(Buffer.concat(chunks).toString());
	return { path: incoming.url ?? '', authorization: incoming.headers.authorization, body };
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
	const text = typeof reply === 'string' ? reply : reply.text;
	const answer = {
		id: 'stub',
		object: 'chat.completion',
		created: 0,
		model: body.model,
		choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
		usage: { ...TOKENS, total_tokens: TOKENS.prompt_tokens + TOKENS.completion_tokens },
	};
	const send = () => outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
	if (typeof reply === 'string') send();
	else setTimeout(send, reply.afterMs);
}

function listen(server: Server): Promise<number> {
	return new Promise((resolve, reject) => {
		server.on('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			if (address && typeof address === 'object') resolve(address.port);
			else reject(new Error('no port'));
		});
	});
}
