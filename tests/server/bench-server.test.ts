/**
 * What `npm run seed:large` fills and `npm run bench:server` asks, on a small installation: rows in every table that the pages read, and an
 * answer from every page, so that no figure is of an empty table or of an error.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { count } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { messageDataSchema } from '#contract/inbox.ts';
import { labs } from '#labs/index.ts';
import { readConfig } from '#server/config.ts';
import { type Context, openContext } from '#server/context.ts';
import { ROUTES } from '#server/routes.ts';
import { pagesOf } from '../../scripts/bench-server/pages.ts';
import { findPeople, type People } from '../../scripts/bench-server/people.ts';
import { startServer, type TestServer } from '../support/server.ts';

const LEARNERS = 40;
const COHORTS = 2;
let folder: string;
let context: Context;
let server: TestServer;
let people: People;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'gradus-bench-'));
	const env = { ...process.env, GRADUS_DATA: folder, DATABASE_URL: '', GRADUS_ROOT: process.cwd() };
	const args = ['--no-warnings', 'scripts/seed-large.ts', '--learners', String(LEARNERS), '--cohorts', String(COHORTS)];
	const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
	expect(status, stderr).toBe(0);
	context = await openContext(readConfig({ GRADUS_DATA: folder, GRADUS_MODE: 'production', LOG_LEVEL: 'silent' }));
	people = await findPeople(context, 3);
	server = await startServer({ GRADUS_MODE: 'production', GRADUS_ROLE: 'web', GRADUS_DATA: folder });
}, 240_000);
afterAll(async () => {
	await server.stop();
	await context.client.close();
	rmSync(folder, { recursive: true, force: true });
});

test('a cohort has what its instructor would have set, given and written', async () => {
	const { db, schema } = context.client;
	const rowsOf = async (
		table: 'deadlines' | 'extensions' | 'scoreChanges' | 'comments' | 'messages' | 'cohortInvitations' | 'runs' | 'regrades',
	) => Number((await db.select({ n: count() }).from(schema[table]))[0]?.n);
	expect(await rowsOf('deadlines')).toBe(COHORTS * labs.length);
	expect(await rowsOf('cohortInvitations')).toBe(COHORTS * 16);
	expect(await rowsOf('messages')).toBe(LEARNERS * 10);
	expect(await rowsOf('comments')).toBe(LEARNERS * 2);
	// Five and three of a hundred cells; one learner in ten.
	const cells = LEARNERS * labs.length;
	for (const [table, share, of] of [
		['extensions', 0.05, cells],
		['scoreChanges', 0.03, cells],
		['runs', 0.1, LEARNERS],
	] as const) {
		expect(await rowsOf(table), table).toBeGreaterThan((share * of) / 3);
		expect(await rowsOf(table), table).toBeLessThan(share * of * 3);
	}
	expect(await rowsOf('regrades')).toBe(1);
	const sections = await db
		.selectDistinct({ cohortId: schema.memberships.cohortId, section: schema.memberships.section })
		.from(schema.memberships);
	expect(sections).toHaveLength(COHORTS * 4);
	for (const { data } of await db.select({ data: schema.messages.data }).from(schema.messages)) messageDataSchema.parse(data);
});

test('every page that is timed answers, and every page of a cohort is timed', { timeout: 240_000 }, async () => {
	const pages = pagesOf(people);
	const failed: string[] = [];
	for (const { name, path, cookie } of pages) {
		const response = await fetch(server.url + path, { headers: cookie === '' ? {} : { cookie }, redirect: 'manual' });
		await response.arrayBuffer();
		if (response.status !== 200) failed.push(`${response.status} ${name}`);
	}
	expect(failed).toEqual([]);
	const shapeOf = (path: string) =>
		path
			.replace(/\?.*$/, '')
			.split('/')
			.map((part) => (/^(\[|<)/.test(part) ? '*' : part))
			.join('/');
	const timed = new Set(pages.map(({ name }) => shapeOf(name)));
	const lab = labs[1]?.id ?? '';
	const wanted = Object.keys(ROUTES)
		.filter((path) => path.startsWith('/teach/[cohort]'))
		.map(shapeOf);
	expect(wanted.length).toBeGreaterThan(12);
	const isTimed = (path: string) => timed.has(path) || timed.has(path.replace(/\*$/, lab));
	expect(wanted.filter((path) => !isTimed(path))).toEqual([]);
});
