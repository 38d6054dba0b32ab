/** The examples of AWS for Signature Version 4, with their published signatures. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { canonicalQuery, NO_BODY, signS3 } from './sign-s3.ts';

/** Of the examples; no key of anybody's. */
const KEY = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', region: 'us-east-1' };
const AT = Date.UTC(2013, 4, 24);
const HOST = 'https://examplebucket.s3.amazonaws.com';

test.each([
	['GET', '/test.txt', { range: 'bytes=0-9' }, '', 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41'],
	['GET', '/?lifecycle', {}, '', 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'],
	['GET', '/?max-keys=2&prefix=J', {}, '', '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7'],
	[
		'PUT',
		'/test%24file.text',
		{ date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
		'Welcome to Amazon S3.',
		'98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
	],
])('%s %s is signed as in the examples of AWS', (method, path, headers, body, signature) => {
	const bodySha256 = createHash('sha256').update(body).digest('hex');
	const signed = signS3({ method, url: new URL(path, HOST), headers, bodySha256, at: AT }, KEY);
	expect(signed).toMatchObject({ ...headers, 'x-amz-date': '20130524T000000Z', 'x-amz-content-sha256': bodySha256 });
	expect(signed['authorization']).toContain('Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,');
	expect(signed['authorization']).toContain(`Signature=${signature}`);
});

test('a query goes in one order and one encoding, and no body has the known hash', () => {
	expect(canonicalQuery(new URLSearchParams({ prefix: "a b/*(it's)", 'list-type': '2' }))).toBe(
		'list-type=2&prefix=a%20b%2F%2A%28it%27s%29',
	);
	expect(NO_BODY).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});
