/**
 * AWS Signature Version 4 for S3, in the header, as far as blobs need it: the whole body's hash is known, paths hold letters that need no encoding.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, whose examples are the test.
 */
import { createHash, createHmac } from 'node:crypto';

export interface S3Request {
	readonly method: string;
	readonly url: URL;
	/** More to be signed and sent, by their names in lower case. */
	readonly headers?: Readonly<Record<string, string>>;
	/** Hex. */
	readonly bodySha256: string;
	/** Milliseconds since the epoch; a store refuses a signature of another quarter of an hour. */
	readonly at: number;
}

export interface S3Credentials {
	readonly accessKeyId: string;
	readonly secretAccessKey: string;
	readonly region: string;
}

/** SHA-256 of nothing. */
export const NO_BODY = createHash('sha256').digest('hex');

/** The headers to send: those that were given, the ones that S3 asks for, and the signature. */
export function signS3({ method, url, headers = {}, bodySha256, at }: S3Request, key: S3Credentials): Record<string, string> {
	const date = new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
	const sent = { ...headers, 'x-amz-content-sha256': bodySha256, 'x-amz-date': date };
	const signed = Object.entries({ ...sent, host: url.host }).sort(byName);
	const names = signed.map(([name]) => name).join(';');
	const lines = signed.map(([name, value]) => `${name}:${value.trim()}\n`).join('');
	const canonical = [method, url.pathname, canonicalQuery(url.searchParams), lines, names, bodySha256].join('\n');
	const steps = [date.slice(0, 8), key.region, 's3', 'aws4_request'];
	const text = ['AWS4-HMAC-SHA256', date, steps.join('/'), createHash('sha256').update(canonical).digest('hex')].join('\n');
	const signing = steps.reduce<string | Buffer>(hmac, `AWS4${key.secretAccessKey}`);
	const signature = hmac(signing, text).toString('hex');
	const credential = `${key.accessKeyId}/${steps.join('/')}`;
	return { ...sent, authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}` };
}

/** Of RFC 3986, by name: also the form in which it has to be sent, since "+" is no blank to every store. */
export function canonicalQuery(query: URLSearchParams): string {
	return [...query]
		.map(([name, value]) => [encode(name), encode(value)] as const)
		.sort(byName)
		.map((pair) => pair.join('='))
		.join('&');
}

/** Leaves less as it is than encodeURIComponent does. */
function encode(text: string): string {
	return encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
	return a < b ? -1 : 1;
}

function hmac(key: string | Buffer, text: string): Buffer {
	return createHmac('sha256', key).update(text).digest();
}
