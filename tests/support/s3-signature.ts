/**
 * Whether a request is signed by AWS Signature Version 4, computed from what came over the wire by the steps that AWS documents
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html), apart from the library that signs.
 */
import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface S3Key {
	readonly id: string;
	readonly secret: string;
	readonly region: string;
}

const LONGEST_SKEW_MS = 15 * 60_000;
const AUTHORIZATION =
	/^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/;

/** The code of the error that S3 would answer with, or null when all is well. */
export function findSignatureFault(request: IncomingMessage, body: Buffer, key: S3Key): string | null {
	const [, id, day = '', region, names = '', signature] = AUTHORIZATION.exec(request.headers.authorization ?? '') ?? [];
	if (id === undefined) return 'AccessDenied';
	if (id !== key.id) return 'InvalidAccessKeyId';
	if (region !== key.region) return 'AuthorizationHeaderMalformed';
	const date = String(request.headers['x-amz-date']);
	const at = Date.parse(date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
	if (!date.startsWith(day) || !(Math.abs(Date.now() - at) < LONGEST_SKEW_MS)) return 'RequestTimeTooSkewed';
	const payload = String(request.headers['x-amz-content-sha256']);
	if (payload !== 'UNSIGNED-PAYLOAD' && payload !== sha256(body)) return 'XAmzContentSHA256Mismatch';
	// A signature without the host or the body's hash would be good for another server, or for other bytes.
	if (!['host', 'x-amz-content-sha256', 'x-amz-date'].every((name) => names.split(';').includes(name))) return 'AccessDenied';
	const scope = `${day}/${key.region}/s3/aws4_request`;
	const text = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical(request, names, payload))].join('\n');
	const signing = [day, key.region, 's3', 'aws4_request'].reduce<string | Buffer>((with_, part) => hmac(with_, part), `AWS4${key.secret}`);
	return hmac(signing, text).toString('hex') === signature ? null : 'SignatureDoesNotMatch';
}

function canonical({ method = '', url = '', headers }: IncomingMessage, names: string, payload: string): string {
	const { pathname, searchParams } = new URL(url, 'http://any');
	const query = [...searchParams].map((pair) => pair.map(encode).join('=')).sort();
	const lines = names.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`);
	return [
		method,
		pathname
			.split('/')
			.map((part) => encode(decodeURIComponent(part)))
			.join('/'),
		query.join('&'),
		lines.join(''),
		names,
		payload,
	].join('\n');
}

/** RFC 3986, which leaves less as it is than encodeURIComponent does. */
function encode(text: string): string {
	return encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(data: string | Buffer): string {
	return createHash('sha256').update(data).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
	return createHmac('sha256', key).update(text).digest();
}
