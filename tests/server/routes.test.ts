/** Every page and API method is in the table of routes, and the built site obeys the table for every role. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Method, ROUTES, ruleOf } from '#server/routes.ts';
import { makeSubmission } from '../support/database.ts';
import { startSite, type TestSite } from '../support/site.ts';

interface Entry {
	readonly pattern: string;
	readonly method: string;
}

/** What src/pages really holds. */
function listEntries(): Entry[] {
	const names = readdirSync('src/pages', { recursive: true, encoding: 'utf8' }).filter((name) => /\.(astro|ts|md|mdx)$/.test(name));
	return names.flatMap((name) => {
		const pattern = `/${name
			.replaceAll('\\', '/')
			.replace(/\.(astro|ts|md|mdx)$/, '')
			.replace(/(^|\/)index$/, '')}`;
		const source = readFileSync(join('src/pages', name), 'utf8');
		const methods = name.endsWith('.ts')
			? [...source.matchAll(/export (?:const|(?:async )?function) (GET|POST|PUT|PATCH|DELETE|ALL|HEAD|OPTIONS)\b/g)].map(
					(match) => match[1] ?? '',
				)
			: ['GET', ...(source.includes("'POST'") ? ['POST'] : [])];
		return methods.map((method) => ({ pattern, method }));
	});
}

const entries = listEntries();

test('A7: every page and every API method is listed', () => {
	const unlisted = entries.filter(({ pattern, method }) => ruleOf(pattern, method) === undefined);

	expect(entries.length).toBeGreaterThan(30);
	expect(unlisted).toEqual([]);
});

test('every route stands in docs/architecture.md', () => {
	const docs = readFileSync('docs/architecture.md', 'utf8');
	const named = (pattern: string) => pattern.replaceAll(/\[(\w+)\]/g, pattern.startsWith('/api/') ? ':$1' : '<$1>');
	const missing = Object.keys(ROUTES).filter((pattern) => ![' ', '`'].some((before) => docs.includes(`${before}${named(pattern)}\``)));

	expect(missing).toEqual([]);
});

test('an unlisted route or method has no rule', () => {
	expect(ruleOf('/nowhere', 'GET')).toBeUndefined();
	expect(ruleOf('/path', 'POST')).toBeUndefined();
	expect(ruleOf('/me', 'PATCH')).toBeUndefined();
	expect(ruleOf('constructor', 'GET')).toBeUndefined();
});

const SAMPLE: Readonly<Record<string, string>> = {
	module: '1-gpt2',
	lesson: 'causal-attention',
	id: 'causal-attention',
	learner: 'none',
	lab: 'causal-attention',
	rung: '1',
	cohort: 'none',
	token: 'none',
	turn: 'none',
	sha256: '0'.repeat(64),
};
/** Which roles may, by action; written out here so that a change of can.ts shows. */
const MAY: Readonly<Record<string, readonly string[]>> = {
	visit: ['guest', 'learner', 'instructor', 'admin'],
	learn: ['learner', 'instructor', 'admin'],
	teach: ['instructor', 'admin'],
	administer: ['admin'],
};

describe('the built site', () => {
	let site: TestSite;
	const cookies: Record<string, string> = { guest: '' };

	beforeAll(async () => {
		site = await startSite();
		for (const role of ['learner', 'instructor', 'admin'] as const) cookies[role] = (await site.person(role)).cookie;
	});
	afterAll(() => site.stop());

	async function ask(path: string, method: string, cookie: string): Promise<Response> {
		return fetch(`${site.server.url}${path}`, {
			method,
			redirect: 'manual',
			headers: { origin: site.server.url, ...(cookie ? { cookie } : {}) },
		});
	}

	for (const role of ['guest', 'learner', 'instructor', 'admin']) {
		test(`A7: a ${role} finds the table obeyed, route by route`, async () => {
			const wrong: string[] = [];
			for (const { pattern, method } of entries) {
				if (pattern === '/404' || pattern === '/500' || (pattern === '/logout' && method === 'POST')) continue;
				const path = pattern.replaceAll(/\[(\w+)\]/g, (_, name: string) => SAMPLE[name] ?? 'x');
				const response = await ask(path, method, cookies[role] ?? '');
				await response.body?.cancel();
				const isApi = path.startsWith('/api/');
				const mayUse = MAY[ROUTES[pattern]?.[method as Method] ?? '']?.includes(role) ?? false;
				const toLogin = response.status === 303 && (response.headers.get('location') ?? '').startsWith('/login');
				const refusal = isApi ? [401, 403] : [404];
				const isRefused = toLogin || (role === 'guest' && !isApi ? false : refusal.includes(response.status));
				const isFound = pattern.includes('[') || pattern === '/metrics' || response.status !== 404;
				if (mayUse ? toLogin || [401, 403, 405].includes(response.status) || !isFound : !isRefused)
					wrong.push(`${role} ${method} ${path} → ${response.status}`);
			}
			expect(wrong).toEqual([]);
		}, 60_000);
	}

	test("somebody else's submission reads like one that does not exist", async () => {
		const owner = await site.person('learner');
		const id = await makeSubmission(site.context.client, owner.id);
		const path = `/api/submissions/${id}`;

		expect((await ask(path, 'GET', owner.cookie)).status).toBe(200);
		for (const role of ['learner', 'instructor', 'admin']) {
			const other = await ask(path, 'GET', cookies[role] ?? '');
			const nothing = await ask('/api/submissions/none', 'GET', cookies[role] ?? '');
			expect(other.status).toBe(404);
			expect((await other.text()).replaceAll(id, 'none')).toBe(await nothing.text());
		}
	});

	test('every answer carries the security headers, and scripts come from files only', async () => {
		for (const path of ['/', '/login', '/nowhere', '/api/nowhere', '/healthz']) {
			const response = await ask(path, 'GET', '');
			const csp = response.headers.get('content-security-policy') ?? '';
			expect(csp).toContain("script-src 'self';");
			expect(csp).toContain("frame-ancestors 'none'");
			expect(response.headers.get('x-content-type-options')).toBe('nosniff');
			expect(await response.text()).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>|<style/);
		}
	});

	test('A8: an unsafe request from elsewhere is refused whatever its content type', async () => {
		const types = [
			'application/x-www-form-urlencoded',
			'multipart/form-data; boundary=x',
			'text/plain',
			'application/json',
			'application/octet-stream',
			'',
		];
		const senders: Record<string, string>[] = [
			{ origin: 'https://evil.example' },
			{ origin: 'null' },
			{ 'sec-fetch-site': 'cross-site' },
			{ 'sec-fetch-site': 'same-site' },
			{},
		];
		const wrong: string[] = [];
		for (const { pattern, method } of entries.filter((entry) => entry.method !== 'GET')) {
			for (const type of types) {
				for (const sender of senders) {
					const path = pattern.replaceAll(/\[(\w+)\]/g, (_, name: string) => SAMPLE[name] ?? 'x');
					const response = await fetch(`${site.server.url}${path}`, {
						method,
						redirect: 'manual',
						body: Buffer.from('x'),
						headers: { cookie: cookies['admin'] ?? '', ...sender, ...(type ? { 'content-type': type } : {}) },
					});
					await response.body?.cancel();
					if (response.status !== 403) wrong.push(`${method} ${path} ${type} ${JSON.stringify(sender)} → ${response.status}`);
				}
			}
		}
		expect(wrong).toEqual([]);
	}, 120_000);
});
