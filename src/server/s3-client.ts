/**
 * The four requests of S3 that blobs need, signed (sign-s3.ts), tried again with growing waits where trying again can help, and told apart
 * where it cannot: a store that does not answer, and one that does not let us in. Addresses are in path style, which every such store takes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { BlobStoreFault } from './blob-store-fault.ts';
import type { BlobsConfig } from './config.ts';
import { canonicalQuery, NO_BODY, signS3 } from './sign-s3.ts';

export interface S3Options {
	/** First wait before another try, in milliseconds; the next ones double. */
	readonly waitMs?: number;
	/** The longest that one try may take, body and all. */
	readonly tryMs?: number;
}

export interface S3Object {
	readonly key: string;
	readonly sizeBytes: number;
	/** Milliseconds since the epoch, by the store's clock. */
	readonly writtenAt: number;
}

export interface S3Client {
	/** @throws BlobStoreFault, as all of them. */
	put(key: string, bytes: Uint8Array, sha256: string): Promise<void>;
	/** Null where there is none. */
	get(key: string): Promise<Uint8Array | null>;
	remove(key: string): Promise<void>;
	/** In the order of their keys, which is how the store gives them. */
	list(prefix: string): AsyncIterable<S3Object>;
}

const TRIES = 4;
const WAIT_MS = 250;
/** A blob has 8 MiB at most. */
const TRY_MS = 20_000;

interface Answer {
	readonly status: number;
	readonly bytes: Uint8Array;
}

interface Question {
	readonly method: 'GET' | 'PUT' | 'DELETE';
	/** In the bucket; empty for the bucket itself. */
	readonly key?: string;
	readonly query?: Readonly<Record<string, string>>;
	readonly body?: { readonly bytes: Uint8Array; readonly sha256: string };
}

type Ask = (question: Question) => Promise<Answer>;

export function openS3Client(config: BlobsConfig, options: S3Options = {}): S3Client {
	const ask = askOf(config, options);
	return {
		async put(key, bytes, sha256) {
			await ask({ method: 'PUT', key, body: { bytes, sha256 } });
		},
		async get(key) {
			const { status, bytes } = await ask({ method: 'GET', key });
			return status === 404 ? null : bytes;
		},
		async remove(key) {
			await ask({ method: 'DELETE', key });
		},
		list: (prefix) => listAll(ask, prefix, config),
	};
}

/** Gives answers of 200 to 299, and 404 for a key that is not there. */
function askOf(config: BlobsConfig, { waitMs = WAIT_MS, tryMs = TRY_MS }: S3Options): Ask {
	const once: Ask = async ({ method, key = '', query = {}, body }) => {
		const url = new URL(`${config.endpoint}/${config.bucket}/${key}`);
		url.search = canonicalQuery(new URLSearchParams(query));
		// The body is signed by its hash: what arrives is what was sent, or it is refused.
		const headers = signS3({ method, url, bodySha256: body?.sha256 ?? NO_BODY, at: Date.now() }, config);
		// A redirect would be asked with a signature for another address.
		const request = { method, headers, redirect: 'manual', signal: AbortSignal.timeout(tryMs) } as const;
		const response = await fetch(url, body === undefined ? request : { ...request, body: new Uint8Array(body.bytes) });
		return { status: response.status, bytes: new Uint8Array(await response.arrayBuffer()) };
	};
	return async (question) => {
		for (let n = 1; ; n++) {
			// Refused, reset, cut off in the middle, or too slow: all of them may be over in a moment.
			const answer = await once(question).catch((error: unknown) => toError(error));
			const isPassing = answer instanceof Error || answer.status >= 500 || answer.status === 429 || answer.status === 408;
			if (!isPassing) return accept(answer, config);
			if (n === TRIES) throw away(answer, config);
			// Half of it by chance, so that many who failed together do not come back together.
			await sleep(waitMs * 2 ** (n - 1) * (0.5 + Math.random() / 2));
		}
	};
}

function accept(answer: Answer, config: BlobsConfig): Answer {
	if (answer.status >= 200 && answer.status < 300) return answer;
	const code = codeOf(answer);
	if (answer.status === 404 && code === 'NoSuchKey') return answer;
	const said = `The blob store at ${config.endpoint} says ${answer.status}${code === '' ? '' : ` ${code}`}`;
	throw new BlobStoreFault('BLOBS_REFUSED', `${said} for the bucket ${config.bucket}.`, { fix: adviceFor(answer.status, code) });
}

function adviceFor(status: number, code: string): string {
	if (code === 'RequestTimeTooSkewed') return 'Set the clock of this machine, or of the store: they differ by more than 15 minutes.';
	if (code === 'NoSuchBucket') return 'Make the bucket, or name one that exists in BLOBS_URL.';
	if (status === 403)
		return 'Check BLOBS_ACCESS_KEY and BLOBS_SECRET_KEY, and that this key may list, read, write and delete in the bucket.';
	if (status === 404) return 'Check BLOBS_ENDPOINT: what answers there does not speak S3.';
	return 'Check BLOBS_ENDPOINT and BLOBS_REGION.';
}

function away(answer: Answer | Error, { endpoint }: BlobsConfig): BlobStoreFault {
	const why = answer instanceof Error ? reasonOf(answer) : `${answer.status} ${codeOf(answer)}`.trim();
	return new BlobStoreFault('BLOBS_AWAY', `The blob store at ${endpoint} does not answer: ${why}, ${TRIES} times.`, {
		fix: 'Nothing is lost: uploads stay in browsers and submissions wait. Bring the store back.',
		...(answer instanceof Error ? { cause: answer } : {}),
	});
}

/** fetch says "fetch failed"; why stands in its cause. */
function reasonOf(error: Error): string {
	const { cause } = error;
	if (error.name === 'TimeoutError') return 'too slow';
	return cause instanceof Error ? cause.message || ('code' in cause ? String(cause.code) : cause.name) : error.message;
}

function toError(error: unknown): Error {
	return error instanceof Error ? error : new Error(String(error));
}

async function* listAll(ask: Ask, prefix: string, config: BlobsConfig): AsyncGenerator<S3Object> {
	for (let token = ''; ; ) {
		const query = { 'list-type': '2', prefix, ...(token === '' ? {} : { 'continuation-token': token }) };
		const page = new TextDecoder().decode((await ask({ method: 'GET', query })).bytes);
		if (!page.includes('<ListBucketResult'))
			throw new BlobStoreFault('BLOBS_REFUSED', `What answers at ${config.endpoint} gives no list of a bucket.`, {
				fix: adviceFor(404, ''),
			});
		for (const [, item = ''] of page.matchAll(/<Contents>(.*?)<\/Contents>/gs))
			yield { key: textOf(item, 'Key'), sizeBytes: Number(textOf(item, 'Size')), writtenAt: Date.parse(textOf(item, 'LastModified')) };
		token = textOf(page, 'NextContinuationToken');
		if (textOf(page, 'IsTruncated') !== 'true' || token === '') return;
	}
}

/** Of the error that S3 answers with; empty where there is none, or something else answers. */
function codeOf({ bytes }: Answer): string {
	return textOf(new TextDecoder().decode(bytes.subarray(0, 4_096)), 'Code').slice(0, 80);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Text of the first element of that name. The answers that are read here hold no attributes and no nesting of equal names. */
function textOf(xml: string, name: string): string {
	const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
	return found.replace(/&(?:#(\d+)|(\w+));/g, (whole, digits?: string, word = '') =>
		digits === undefined ? (ENTITIES[word] ?? whole) : String.fromCodePoint(Number(digits)),
	);
}
