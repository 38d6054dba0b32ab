/** What the lab page fetches before a run: the public bundle, the worker under its own policy, the WASM binary under its own type. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { labs } from '#labs/index.ts';
import { getBundle } from '#server/get-bundle.ts';
import { LAB_WORKER_CSP } from '#server/security-headers.ts';
import { DIST, startSite, type TestSite } from '../support/site.ts';

afterEach(() => vi.unstubAllEnvs());

describe('in development', () => {
	test('a bundle is made from the sources as they are now', async () => {
		vi.stubEnv('DEV', true);
		const { text, etag } = await getBundle('causal-attention');

		expect(text).toContain('causalAttention');
		expect(etag).toMatch(/^"[\w-]{22}"$/);
		expect(await getBundle('causal-attention')).toEqual({ text, etag });
	});
});

test('a bundle that is not built is named, with what to run', async () => {
	vi.stubEnv('DEV', false);
	vi.stubEnv('GRADUS_DIST', 'dist-that-is-not-there');

	await expect(getBundle('causal-attention')).rejects.toMatchObject({
		kind: 'unavailable',
		fix: 'Run npm run build and start again.',
	});
});

test('an unknown lab is missing, also when its name is a path', async () => {
	for (const id of ['nope', '', '../contract', 'causal-attention/../train-gpt']) {
		await expect(getBundle(id)).rejects.toMatchObject({ kind: 'missing' });
	}
});

describe('the built site', () => {
	let site: TestSite;
	beforeAll(async () => {
		site = await startSite();
	});
	afterAll(() => site.stop());

	test.each(labs.map(({ id }) => id))('serves the bundle of %s once, and 304 while it is the same', async (id) => {
		const url = `${site.server.url}/api/labs/${id}/bundle.js`;
		const first = await fetch(url);
		const etag = first.headers.get('etag') ?? '';

		expect(first.status).toBe(200);
		expect(first.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
		expect(first.headers.get('cache-control')).toBe('no-cache');
		expect(await first.text()).toBe(readFileSync(join(DIST, 'labs', id, 'public.cjs'), 'utf8'));
		const again = await fetch(url, { headers: { 'if-none-match': etag } });
		expect(again.status).toBe(304);
		expect(await again.text()).toBe('');
		expect((await fetch(url, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
	});

	test('answers an unknown lab with 404 and a sentence', async () => {
		const response = await fetch(`${site.server.url}/api/labs/nope/bundle.js`);

		expect(response.status).toBe(404);
		expect(await response.json()).toMatchObject({ error: 'missing', message: expect.stringMatching(/\w/) });
	});

	test('serves the worker under exactly its own policy', async () => {
		const response = await fetch(`${site.server.url}/lab-worker.js`);

		expect(response.status).toBe(200);
		expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
		expect(response.headers.get('content-security-policy')).toBe(LAB_WORKER_CSP);
		expect(LAB_WORKER_CSP).toBe("default-src 'none'; script-src 'unsafe-eval' 'wasm-unsafe-eval'; connect-src 'none'");
		expect(response.headers.get('x-content-type-options')).toBe('nosniff');
	});

	test('serves no page with the relaxed policy of development', async () => {
		const policy = (await fetch(`${site.server.url}/`)).headers.get('content-security-policy');

		expect(policy).toContain("script-src 'self';");
		expect(policy).toContain("connect-src 'self';");
	});

	test('serves the WASM binary as application/wasm', async () => {
		const names = readdirSync(join(DIST, 'client/_astro')).filter((name) => name.endsWith('.wasm'));
		expect(names.length).toBe(1);
		const response = await fetch(`${site.server.url}/_astro/${names[0]}`);

		expect(response.headers.get('content-type')).toBe('application/wasm');
		expect([...new Uint8Array(await response.arrayBuffer()).subarray(0, 4)]).toEqual([0, 0x61, 0x73, 0x6d]);
	});
});
