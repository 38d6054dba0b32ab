/** An S3-compatible store on loopback with one bucket: checks every signature, keeps objects, lists them in short pages, and fails as it is told to. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findSignatureFault, type S3Key } from './s3-signature.ts';

/** A status; no answer; the connection ended; half of the body that was promised; an answer of something that is no S3. */
export type S3Trouble = number | 'silence' | 'hang-up' | 'cut' | 'web-page';

export interface S3Server {
	/** Settings of a Gradus that keeps its blobs here. */
	readonly env: Readonly<Record<string, string>>;
	/** By key, without the bucket. */
	readonly objects: Map<string, { bytes: Buffer; writtenAt: number }>;
	/** Method and path of everything that was asked. */
	readonly requests: string[];
	/** What the next so many requests meet, whatever they ask. */
	fail(trouble: S3Trouble, times?: number): void;
	stop(): Promise<void>;
}

const BUCKET = 'gradus-blobs';
const KEY: S3Key = { id: 'GK0123456789', secret: 'kept-by-nobody/else+1', region: 'garage' };
export const PREFIX = 'uni/one/';
/** Few, so that a list of a handful has several pages. */
const PAGE = 2;

/** `now`: the store's clock, milliseconds since the epoch. */
export async function startS3Server(now: () => number = Date.now): Promise<S3Server> {
	const objects: S3Server['objects'] = new Map();
	const requests: string[] = [];
	let left = 0;
	let trouble: S3Trouble = 500;
	const server = createServer(async (request, response) => {
		requests.push(`${request.method} ${request.url}`);
		const body = await readAll(request);
		const isTroubled = left-- > 0;
		if (isTroubled && trouble !== 'cut') return fail(trouble, response);
		const fault = findSignatureFault(request, body, KEY);
		if (fault !== null) return sendError(response, 403, fault);
		const reply = answer(request, body, objects, now);
		if (!isTroubled) return send(response, reply);
		response.writeHead(reply.status, { 'content-length': reply.body.length }).write(reply.body.subarray(0, reply.body.length / 2), () => {
			response.destroy();
		});
	});
	await new Promise<void>((resolve, reject) => server.on('error', reject).listen(0, '127.0.0.1', resolve));
	// A TCP server that listens has an address and a port.
	const { port } = server.address() as AddressInfo;
	return {
		env: {
			BLOBS_URL: `s3://${BUCKET}/${PREFIX}`,
			BLOBS_ENDPOINT: `http://127.0.0.1:${port}`,
			BLOBS_REGION: KEY.region,
			BLOBS_ACCESS_KEY: KEY.id,
			BLOBS_SECRET_KEY: KEY.secret,
		},
		objects,
		requests,
		fail(next, times = Number.POSITIVE_INFINITY) {
			trouble = next;
			left = times;
		},
		stop: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk);
	return Buffer.concat(chunks);
}

interface Reply {
	readonly status: number;
	readonly body: Buffer;
}

function answer({ method, url = '' }: IncomingMessage, body: Buffer, objects: S3Server['objects'], now: () => number): Reply {
	const { pathname, searchParams } = new URL(url, 'http://any');
	const [, bucket = '', ...path] = decodeURIComponent(pathname).split('/');
	const key = path.join('/');
	if (bucket !== BUCKET) return error(404, 'NoSuchBucket');
	if (key === '') return list(searchParams, objects);
	const found = objects.get(key);
	if (method === 'PUT') objects.set(key, { bytes: body, writtenAt: now() });
	else if (method === 'DELETE') objects.delete(key);
	else return found === undefined ? error(404, 'NoSuchKey') : { status: 200, body: found.bytes };
	return { status: method === 'PUT' ? 200 : 204, body: Buffer.alloc(0) };
}

function list(query: URLSearchParams, objects: S3Server['objects']): Reply {
	const after = query.get('continuation-token') ?? '';
	const keys = [...objects.keys()].filter((key) => key.startsWith(query.get('prefix') ?? '') && key > after).sort();
	const page = keys.slice(0, PAGE).map((key) => {
		const { bytes, writtenAt } = objects.get(key) ?? { bytes: Buffer.alloc(0), writtenAt: 0 };
		const at = new Date(writtenAt).toISOString();
		return `<Contents><Key>${toXml(key)}</Key><LastModified>${at}</LastModified><Size>${bytes.length}</Size></Contents>`;
	});
	const isCut = keys.length > PAGE;
	const next = isCut ? `<NextContinuationToken>${toXml(keys[PAGE - 1] ?? '')}</NextContinuationToken>` : '';
	const body = `<?xml version="1.0"?><ListBucketResult><IsTruncated>${isCut}</IsTruncated>${page.join('')}${next}</ListBucketResult>`;
	return { status: 200, body: Buffer.from(body) };
}

const toXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function error(status: number, code: string): Reply {
	return { status, body: Buffer.from(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>Told to.</Message></Error>`) };
}

function send(response: ServerResponse, { status, body }: Reply): void {
	response.writeHead(status, { 'content-type': 'application/xml' }).end(body);
}

function sendError(response: ServerResponse, status: number, code: string): void {
	send(response, error(status, code));
}

function fail(trouble: S3Trouble, response: ServerResponse): void {
	if (trouble === 'silence') return;
	if (trouble === 'hang-up') response.destroy();
	else if (trouble === 'web-page') send(response, { status: 404, body: Buffer.from('<html><title>Not here</title></html>') });
	else if (typeof trouble === 'number')
		sendError(response, trouble, trouble === 503 ? 'SlowDown' : trouble === 403 ? 'AccessDenied' : 'InternalError');
}
