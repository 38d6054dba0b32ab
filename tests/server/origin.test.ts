/** Where a request comes from: CSRF, the address behind proxies, where one may be sent after signing in, and which settings are refused. */
import { describe, expect, test } from 'vitest';
import { PAGE_OF_HEADER } from '#contract/page-of.ts';
import { readConfig, requireServable } from '#server/config.ts';
import { clientIp, isForgery, isPageOfAnother, safeNext } from '#server/origin.ts';

const local = readConfig({});
const behindProxy = readConfig({ HOST: '0.0.0.0', PUBLIC_ORIGIN: 'https://gradus.example', TRUSTED_PROXY_HOPS: '1' });
const head = (values: Record<string, string>) => new Headers({ host: '127.0.0.1:4321', ...values });

describe('forgery', () => {
	test('our own origin passes, and a browser without Origin passes by Sec-Fetch-Site', () => {
		expect(isForgery(local, 'POST', head({ origin: 'http://127.0.0.1:4321' }))).toBe(false);
		expect(isForgery(local, 'POST', head({ 'sec-fetch-site': 'same-origin' }))).toBe(false);
		expect(isForgery(behindProxy, 'PUT', head({ origin: 'https://gradus.example' }))).toBe(false);
	});

	test('reading is never a forgery', () => {
		for (const method of ['GET', 'HEAD', 'OPTIONS']) expect(isForgery(local, method, head({ origin: 'https://evil.example' }))).toBe(false);
	});

	test.each([
		{ origin: 'http://127.0.0.1:9999' },
		{ origin: 'https://127.0.0.1:4321' },
		{ origin: 'null' },
		{ origin: 'http://evil.example', 'sec-fetch-site': 'same-origin' },
		{ 'sec-fetch-site': 'none' },
		{},
	])('A8: %o is refused', (sender) => {
		for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) expect(isForgery(local, method, head(sender))).toBe(true);
	});

	test('a foreign name that resolves to this machine is refused although Origin and Host agree', () => {
		expect(isForgery(local, 'POST', new Headers({ host: 'evil.example:4321', origin: 'http://evil.example:4321' }))).toBe(true);
	});
});

describe('a page left open', () => {
	const ada = { id: 'ada' };

	test('acts for whom it was made, and for nobody who signed in later', () => {
		expect(isPageOfAnother(ada, head({ [PAGE_OF_HEADER]: 'ada' }))).toBe(false);
		expect(isPageOfAnother(ada, head({ [PAGE_OF_HEADER]: 'ben' }))).toBe(true);
	});

	test('whose session has ended is a guest’s, and a program that names no page asks for itself', () => {
		expect(isPageOfAnother(null, head({ [PAGE_OF_HEADER]: 'ada' }))).toBe(false);
		expect(isPageOfAnother(ada, head({}))).toBe(false);
	});
});

describe('the client’s address', () => {
	test('X-Forwarded-For counts only as far as the declared proxies wrote it', () => {
		const forwarded = head({ 'x-forwarded-for': '6.6.6.6, 7.7.7.7' });

		expect(clientIp(local, forwarded, '127.0.0.1')).toBe('127.0.0.1');
		expect(clientIp(behindProxy, forwarded, '10.0.0.1')).toBe('7.7.7.7');
		expect(clientIp(behindProxy, head({}), '10.0.0.1')).toBe('10.0.0.1');
	});
});

describe('after signing in', () => {
	test.each([
		'//evil.example',
		'/.//evil.example',
		'/a/..//evil.example',
		'/%2e//evil.example',
		'/\\evil.example',
		'https://evil.example',
		'javascript:alert(1)',
		'/\t/evil.example',
		'/ok\r\nSet-Cookie: a=b',
		'',
		null,
	])('%j leads to the fallback', (next) => {
		expect(safeNext(next, '/me')).toBe('/me');
	});

	test.each(['/', '/me', '/lab/causal-attention?tab=help#x'])('%s is followed', (next) => {
		expect(safeNext(next, '/me')).toBe(next);
	});
});

describe('settings', () => {
	test('another address without TLS is refused; with TLS or a declared proxy it is served', () => {
		expect(() => requireServable(readConfig({ HOST: '0.0.0.0' }))).toThrow('plain HTTP');
		expect(() => requireServable(readConfig({ HOST: '0.0.0.0', PUBLIC_ORIGIN: 'https://gradus.example' }))).toThrow('plain HTTP');
		expect(() => requireServable(readConfig({ HOST: '0.0.0.0', PUBLIC_ORIGIN: 'http://gradus.example', TRUSTED_PROXY_HOPS: '1' }))).toThrow(
			'plain HTTP',
		);
		expect(() => requireServable(readConfig({ TLS_CERT: 'a' }))).toThrow('go together');
		requireServable(readConfig({ HOST: '0.0.0.0', TLS_CERT: 'a', TLS_KEY: 'b' }));
		requireServable(behindProxy);
	});

	test('the demo exists on loopback alone, and not behind a proxy', () => {
		expect(local.isDemo).toBe(true);
		expect(readConfig({ HOST: '0.0.0.0' }).isDemo).toBe(false);
		expect(readConfig({ GRADUS_MODE: 'production' })).toMatchObject({ isDemo: false, signup: 'code', sandbox: 'required' });
		expect(readConfig({ PUBLIC_ORIGIN: 'https://gradus.example', TRUSTED_PROXY_HOPS: '1' }).isDemo).toBe(false);
	});

	test.each([{ PORT: 'x' }, { SIGNUP: 'maybe' }, { TRUSTED_PROXY_HOPS: '-1' }, { METRICS_TOKEN: 'short' }])(
		'%o is refused by name',
		(env) => {
			expect(() => readConfig(env)).toThrow(Object.keys(env)[0]);
		},
	);
});
