/**
 * No line of the log, and nothing else that the processes print, holds code, names, passwords or tokens: not of what works, not of what is
 * refused, and not of what fails because a table is gone under it. On PostgreSQL too, whose driver and query builder quote values in their errors.
 */
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { labs } from '#labs/index.ts';
import { ENGINES_OF_TODAY, openTestDatabase, type TestDatabase } from '../support/database.ts';
import { administer } from '../support/postgres.ts';
import { startSite, type TestSite } from '../support/site.ts';

/** Each is in something that a person sends, and in nothing of ours. */
const MARKS = {
	username: 'marka7f3',
	displayName: 'MarkB7f3',
	password: 'markc7f3 and twelve more',
	email: 'markd7f3@example.org',
	code: 'marke7f3',
	link: 'markf7f3aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
	query: 'markg7f3',
	draft: 'markh7f3',
	body: 'marki7f3',
} as const;
const LAB = labs.find(({ id }) => id === 'causal-attention') ?? expect.fail();
const CODE = `// ${MARKS.code}\nconsole.log('${MARKS.code}');\nexport function causalAttention() { throw new Error('${MARKS.code}'); }\n`;

describe.each(ENGINES_OF_TODAY)('what the processes print on %s', { timeout: 240_000 }, (engine) => {
	let database: TestDatabase;
	let site: TestSite;
	beforeEach(async () => {
		database = await openTestDatabase(engine);
		site = await startSite({ DATABASE_URL: database.url, GRADUS_ROLE: 'all', SANDBOX: 'auto', SIGNUP: 'open', LOG_LEVEL: 'debug' });
	});
	afterEach(async () => {
		await site.stop();
		await database.close();
	});

	const ask = (path: string, init: RequestInit = {}) =>
		fetch(`${site.server.url}${path}`, { redirect: 'manual', ...init, headers: { origin: site.server.url, ...init.headers } });
	const send = (path: string, fields: Readonly<Record<string, string>>, cookie = '') =>
		ask(path, { method: 'POST', body: new URLSearchParams(fields), headers: { cookie } });
	const sendJson = (method: string, path: string, body: unknown, cookie: string) =>
		ask(path, {
			method,
			headers: { cookie, 'content-type': 'application/json' },
			body: typeof body === 'string' ? body : JSON.stringify(body),
		});
	const submission = () => ({ lab: LAB.id, version: LAB.version, code: CODE, checkpoints: [], idempotencyKey: crypto.randomUUID() });
	const draft = (revision: number) => ({ name: '', code: `// ${MARKS.draft}`, labVersion: LAB.version, revision });
	const lines = () => site.server.output().split('\n');

	async function hide(table: string): Promise<void> {
		const statement = `alter table ${table} rename to ${table}_away`;
		if (engine === 'sqlite') new Sqlite(database.url.slice('file:'.length)).exec(statement).close();
		else await administer(database.url, statement);
	}

	test('names nobody and quotes nothing, also where it fails', async () => {
		const { username, displayName, password, email } = MARKS;
		const admitted = await send('/signup', { username, displayName, password, email });
		const cookie = (admitted.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
		const token = cookie.split('=')[1] ?? '';
		expect(token.length).toBeGreaterThan(20);
		await send('/signup', { username, displayName, password, email });
		await send('/login', { username, password: `${password} wrong` });
		expect((await send('/login', { username, password })).status).toBe(303);

		await sendJson('PUT', `/api/labs/${LAB.id}/draft`, draft(0), cookie);
		const answer = await sendJson('POST', '/api/submissions', submission(), cookie);
		const { id } = z.object({ id: z.string() }).parse(await answer.json());
		await sendJson('POST', '/api/submissions', `{"code": "${MARKS.body}`, cookie);
		await sendJson('POST', '/api/submissions', { ...submission(), lab: MARKS.body }, cookie);
		for (const path of [
			`/invite/${MARKS.link}`,
			`/reset/${MARKS.link}`,
			`/join/${MARKS.link}`,
			`/feed/${MARKS.link}.xml`,
			`/runs/${MARKS.link}`,
		])
			await ask(path, { headers: { cookie } });
		await ask(`/search?q=${MARKS.query}`);
		await ask(`/me?next=${MARKS.query}`, { headers: { cookie } });
		// The first child of a sandbox takes its time on a busy machine.
		await expect.poll(() => lines().filter((line) => line.includes('"verdict"') && line.includes(id)), { timeout: 60_000 }).toHaveLength(1);

		// Tables go, one after another, under requests that carry all of it.
		await hide('drafts');
		expect((await sendJson('PUT', `/api/labs/${LAB.id}/draft`, draft(1), cookie)).status).toBe(500);
		await hide('submissions');
		expect((await sendJson('POST', '/api/submissions', submission(), cookie)).status).toBe(500);
		await hide('runs');
		for (const path of [`/runs/${MARKS.link}`, `/runs/${MARKS.link}/weights`])
			expect((await ask(path, { headers: { cookie } })).status).toBe(500);
		// Counted by the layout, while the page is on its way already.
		await hide('messages');
		expect(await (await ask(`/me?next=${MARKS.query}`, { headers: { cookie } })).text()).toContain('</html>');
		await hide('invitations');
		for (const path of [`/invite/${MARKS.link}`, `/reset/${MARKS.link}`]) await ask(path);
		await hide('users');
		const failed = await send('/login', { username, password });
		expect([failed.status, await failed.text()]).toEqual([500, expect.stringContaining('You did not break it')]);
		await send('/signup', { username: `${username}b`, displayName, password });
		await hide('sessions');
		await ask('/me', { headers: { cookie } });
		await ask('/healthz');
		await expect.poll(() => lines().filter((line) => line.includes('"api-error"')).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(3);

		// By name: a failure would print the whole log otherwise.
		const printed = site.server.output();
		const told = Object.entries({ ...MARKS, token, signed: token.slice(0, 20) }).filter(([, mark]) => printed.includes(mark.slice(0, 20)));
		expect(
			told.map(([name, mark]) => [
				name,
				lines()
					.find((line) => line.includes(mark.slice(0, 20)))
					?.match(new RegExp(`.{0,300}${mark.slice(0, 20)}.{0,100}`))?.[0],
			]),
		).toEqual([]);
		// And what an operator needs is in it: which statement failed, and where.
		expect(printed).toMatch(/"event":"api-error".*(no such table|does not exist|Failed query)/);
		expect(printed).toMatch(/"event":"page-error","path":"\/login".*(no such table|does not exist|Failed query)/);
	});
});
