/**
 * What a browser can get from the built site holds no solution, hidden check, mistake or unopened hint. Crawls as a guest and
 * as a learner who took one rung and was judged, then scans every byte: pages, scripts, styles, workers, JSON, verdicts.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { submissionViewSchema } from '#contract/submission.ts';
import { labs } from '#labs/index.ts';
import { DEMO_ACCOUNTS } from '../../scripts/demo-people.ts';
import { listSecrets, makeScanner, type Secret } from '../support/secrets.ts';
import { startServer, type TestServer } from '../support/server.ts';

const DIST = process.env['GRADUS_DIST'] ?? 'dist';
const [LEARNER] = DEMO_ACCOUNTS;
const LAB = 'causal-attention';
/** Fails hidden checks too: its verdict is where they would show. */
const WRONG = readFileSync(`src/labs/${LAB}/mistakes/no-gradient.ts`, 'utf8');

type Bodies = ReadonlyMap<string, string>;

/** All that is secret from anybody. */
const SECRETS = listSecrets();
const scanAll = makeScanner(SECRETS);
/** Which of them a body holds, by its hash: many addresses give the same, and guests what learners get. */
const scanned = new Map<string, readonly Secret[]>();

let server: TestServer;

test.beforeAll(async () => {
	server = await startServer();
});
test.afterAll(() => server?.stop());

test('a planted line of a solution is found in a script, in a page and in JSON', () => {
	const planted = SECRETS.find(({ from }) => from.startsWith(`src/labs/${LAB}/solution.ts: `));
	if (!planted) throw new Error('The solution has no distinctive line.');
	const line = planted.from.slice(planted.from.indexOf(': ') + 2);
	const page = [...line].map((letter) => (/\w/.test(letter) ? letter : `<b>&#${letter.codePointAt(0)};</b>`)).join('');

	expect(SECRETS.length).toBeGreaterThan(500);
	expect(scanAll(`const a=1;${line.replaceAll(' ', '')}export{a}`)).toContain(planted);
	expect(scanAll(`<pre><code>${page}</code></pre>`)).toContain(planted);
	expect(scanAll(JSON.stringify(JSON.stringify({ code: `\n\t${line}\n` })))).toContain(planted);
	expect(scanAll('<p>const everything = "ordinary text of a page that nobody hides";</p>')).toEqual([]);
});

test('a guest gets no hidden byte', async () => {
	const bodies = await crawl('');

	expect([...bodies.keys()]).toEqual(
		expect.arrayContaining(['/', '/path', `/lab/${LAB}`, '/lab-worker.js', `/api/labs/${LAB}/bundle.js`, `/api/editor-types/${LAB}`]),
	);
	report('guest', bodies);
	expect(findLeaks(bodies, SECRETS)).toEqual([]);
});

test('a learner gets the rung they took, and no other hidden byte, also not with a verdict', async () => {
	const cookie = await logIn();
	await takeRung(cookie, 1);
	const submission = await submit(cookie);
	const bodies = await crawl(cookie, [`/api/submissions/${submission}`, `/api/submissions/${submission}/events`]);
	const view = submissionViewSchema.parse(JSON.parse(bodies.get(`/api/submissions/${submission}`) ?? ''));
	// Of a hidden check a verdict tells the authored title and sentence, and nothing else; and the code is the learner's own.
	const told = JSON.stringify(view.verdict?.checks.map(({ id, title, message }) => ({ id, title, message })));
	const known = new Set(scanAll(`${WRONG}\n${told}`).map(({ print }) => print));
	const secrets = listSecrets({ [LAB]: 1 }).filter(({ print }) => !known.has(print));

	expect(view.verdict?.outcome).toBe('rejected');
	expect(view.verdict?.checks.filter(({ visibility, outcome }) => visibility === 'hidden' && outcome === 'fail')).not.toEqual([]);
	expect([...bodies.keys()]).toEqual(expect.arrayContaining(['/me', '/api/me/export', `/api/labs/${LAB}/help`]));
	// The crawl sees hints where there are some: the rung that was taken is there.
	expect(findLeaks(bodies, SECRETS).filter((leak) => leak.includes('hints.md'))).not.toEqual([]);
	report('learner', bodies);
	expect(findLeaks(bodies, secrets)).toEqual([]);
});

function secretsIn(body: string): readonly Secret[] {
	const key = hashOf(body);
	const found = scanned.get(key) ?? scanAll(body);
	scanned.set(key, found);
	return found;
}

function findLeaks(bodies: Bodies, secrets: readonly Secret[]): string[] {
	const prints = new Set(secrets.map(({ print }) => print));
	return [...bodies].flatMap(([path, body]) =>
		secretsIn(body)
			.filter(({ print }) => prints.has(print))
			.map(({ from }) => `${path} holds ${from}`),
	);
}

const hashOf = (body: string) => createHash('sha256').update(body).digest('hex');

function report(who: string, bodies: Bodies): void {
	const bytes = [...bodies.values()].reduce((sum, body) => sum + Buffer.byteLength(body), 0);
	const distinct = new Set([...bodies.values()].map(hashOf)).size;
	console.log(`crawl as ${who}: ${bodies.size} addresses, ${distinct} different bodies, ${(bytes / 1e6).toFixed(1)} MB scanned`);
}

/** Follows every link, script, style, worker and import from the home page on. */
async function crawl(cookie: string, more: readonly string[] = []): Promise<Bodies> {
	const bodies = new Map<string, string>();
	const seen = new Set<string>();
	const queue = ['/', ...PAGES, ...staticFiles(), ...labs.flatMap(({ id }) => labAddresses(id)), ...more];
	for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
		if (seen.has(path)) continue;
		seen.add(path);
		const response = await fetch(server.url + path, { headers: { cookie }, redirect: 'manual' });
		const location = response.headers.get('location');
		if (location) queue.push(...within(location, path));
		const body = await response.text();
		if (response.status >= 500) throw new Error(`${path} answered ${response.status}: ${body.slice(0, 300)}`);
		bodies.set(path, body);
		queue.push(...linksIn(body, response.headers.get('content-type') ?? '').flatMap((link) => within(link, path)));
	}
	return bodies;
}

const PAGES = [
	'/me',
	'/me/privacy',
	'/me/stack',
	'/join',
	'/search?q=softmax',
	'/teach',
	'/admin',
	'/api/me/export',
	'/nothing-here',
	'/sitemap.xml',
	'/robots.txt',
];

/** Addresses that scripts make up at run time, and neighbours that must not exist. */
function labAddresses(id: string): string[] {
	const api = ['workspace', 'bundle.js', 'help', 'automation', 'draft', 'drafts', 'comments', 'solution.ts', 'harness.cjs'].map(
		(name) => `/api/labs/${id}/${name}`,
	);
	api.push(`/api/editor-types/${id}`, '/api/editor-types/tfjs');
	const guesses = ['solution.ts', 'checks.hidden.ts', 'hints.md', 'hidden.cjs', 'public.cjs'].flatMap((name) => [
		`/labs/${id}/${name}`,
		`/src/labs/${id}/${name}`,
	]);
	return [`/lab/${id}`, '/lab-worker.js', ...api, ...guesses];
}

/** Everything in the folder that is served as it lies, linked or not. */
function staticFiles(): string[] {
	const folder = join(DIST, 'client');
	if (!existsSync(folder)) throw new Error(`${folder} is not there. Run npm run build first.`);
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(folder.length).replaceAll('\\', '/'));
}

function linksIn(body: string, type: string): string[] {
	const all = (pattern: RegExp) => [...body.matchAll(pattern)].map((match) => match[1] ?? '');
	if (type.includes('html'))
		return all(/\b(?:href|src|action|data-src|component-url|renderer-url)="([^"#]+)/g).map((link) => link.replaceAll('&amp;', '&'));
	if (type.includes('css')) return all(/url\(["']?([^"')]+)/g);
	return type.includes('javascript') ? all(/["'`]((?:\/|\.{1,2}\/|_astro\/)[\w@./-]+\.(?:m?js|css|wasm|json|ts|txt))["'`]/g) : [];
}

/** The path of a link within this site; nothing for other schemes, and nothing that ends the session. */
function within(link: string, base: string): string[] {
	const url = URL.parse(link.startsWith('_astro/') ? `/${link}` : link, server.url + base);
	if (url?.origin !== new URL(server.url).origin || url.pathname === '/logout') return [];
	return [url.pathname + url.search];
}

async function post(path: string, cookie: string, body: string, type: string): Promise<Response> {
	return fetch(server.url + path, {
		method: 'POST',
		redirect: 'manual',
		headers: { cookie, origin: server.url, 'content-type': type },
		body,
	});
}

async function logIn(): Promise<string> {
	const form = new URLSearchParams({ username: LEARNER.username, password: LEARNER.password });
	const response = await post('/login', '', form.toString(), 'application/x-www-form-urlencoded');
	const cookie = response.headers.getSetCookie().map((value) => value.split(';', 1)[0]);
	expect(cookie, await response.text()).not.toEqual([]);
	return cookie.join('; ');
}

async function takeRung(cookie: string, rung: number): Promise<void> {
	const response = await post(`/api/labs/${LAB}/help/${rung}`, cookie, '{}', 'application/json');
	expect(response.status, await response.text()).toBe(200);
}

async function submit(cookie: string): Promise<string> {
	const version = labs.find(({ id }) => id === LAB)?.version;
	const request = { lab: LAB, version, code: WRONG, idempotencyKey: crypto.randomUUID(), checkpoints: [] };
	const response = await post('/api/submissions', cookie, JSON.stringify(request), 'application/json');
	const text = await response.text();
	expect(response.status, text).toBe(202);
	const { id } = JSON.parse(text);
	await expect
		.poll(async () => (await (await fetch(`${server.url}/api/submissions/${id}`, { headers: { cookie } })).json()).state, {
			timeout: 90_000,
		})
		.toBe('done');
	return id;
}
