/** A database that an earlier release seeded comes up to date with every row, every mastery value and every page; a backup was made before. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verdictSchema } from '#contract/grading.ts';
import { countApplied, countMigrations } from '#db/copy.ts';
import { copySqlite } from '#db/copy-sqlite.ts';
import { listExtensionsEver } from '#db/store/deadlines.ts';
import { listMastery } from '#db/store/mastery.ts';
import { toActor } from '#server/auth.ts';
import { readConfig } from '#server/config.ts';
import { type Context, openContext } from '#server/context.ts';
import { getCohortPage } from '#server/get-cohort-page.ts';
import { rebuildMastery } from '#server/mastery-cache.ts';
import { verifyPassword } from '#server/password.ts';
import { backUpBeforeUpgrade } from '../../scripts/backup/before-upgrade.ts';
import { verifyBackup } from '../../scripts/backup/restore.ts';
import { DEMO_ACCOUNTS } from '../../scripts/demo-people.ts';

/** Made by `npm start` of 0.1.0 at its third migration. */
const SEEDED = 'tests/fixtures/upgrade/seeded-0.1.0.db.gz';
const TABLES = [
	'users',
	'cohorts',
	'memberships',
	'submissions',
	'verdicts',
	'events',
	'mastery',
	'help_bounds',
	'help_requests',
	'experiments',
];

let folder: string;
let context: Context;

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'gradus-upgrade-'));
	writeFileSync(join(folder, 'gradus.db'), gunzipSync(readFileSync(SEEDED)));
	context = await openContext(readConfig({ GRADUS_DATA: folder, LOG_LEVEL: 'silent' }));
});
afterEach(async () => {
	await context.client.close();
	rmSync(folder, { recursive: true, force: true });
});

const countRows = (name: string) => copySqlite(join(folder, 'gradus.db'), join(folder, name), TABLES).rows;

test('an installation of the first release comes up to date and loses nothing', async () => {
	const { client, config } = context;
	const before = countRows('before.db');
	expect(before['submissions']).toBeGreaterThan(50);
	expect(countApplied(config.databaseUrl)).toBeLessThan(countMigrations('sqlite'));

	const saved = await backUpBeforeUpgrade(config, Date.now);
	await client.migrate();

	expect(countRows('after.db')).toEqual(before);
	expect((await verifyBackup(saved ?? '')).rows).toMatchObject(before);
	expect(await backUpBeforeUpgrade(config, Date.now)).toBeNull();
});

test('everything in it still means the same: passwords, verdicts, evidence, pages', async () => {
	const { client } = context;
	await client.migrate();
	const users = await client.db.select().from(client.schema.users);
	for (const { username, password } of DEMO_ACCOUNTS) {
		const account = users.find((user) => user.username === username);
		expect(await verifyPassword(account?.passwordHash ?? null, password)).toBe(true);
	}
	for (const { verdict } of await client.db.select().from(client.schema.verdicts)) verdictSchema.parse(verdict);

	for (const { id } of users) {
		const cached = await listMastery(client, id);
		await rebuildMastery(context, id);
		const withoutDate = (rows: typeof cached) => rows.map(({ updatedAt: _, ...row }) => row);
		expect(withoutDate(await listMastery(client, id))).toEqual(withoutDate(cached));
	}
	const instructor = users.find(({ role }) => role === 'instructor');
	const [cohort] = await client.db.select().from(client.schema.cohorts);
	if (!instructor || !cohort) throw new Error('The fixture has no cohort.');
	const { progress } = await getCohortPage(context, toActor(instructor), cohort.id);
	expect(progress.learners).toHaveLength(25);
	expect(progress.learners.flatMap(({ cells }) => cells).filter(({ state }) => state === 'accepted').length).toBeGreaterThan(10);
});

test('of two extensions that one learner has in a lab at once, as could be before, the later date stays in force', async () => {
	const file = new Sqlite(join(folder, 'gradus.db'));
	const learner = String(file.prepare('select id from users where role = ? limit 1').pluck().get('learner'));
	const [cohort, teacher] = file.prepare('select id, owner_id from cohorts limit 1').raw().get() as [string, string];
	const add = file.prepare(
		'insert into extensions (id, cohort_id, user_id, lab_id, due_at, reason, created_by, created_at) values (?, ?, ?, ?, ?, ?, ?, ?)',
	);
	for (const [id, labId, dueAt] of [
		['a', 'rope', 1_000],
		['b', 'rope', 3_000],
		['c', 'rope', 2_000],
		['d', 'kv-cache', 1_000],
	] as const)
		add.run(id, cohort, learner, labId, dueAt, 'was ill', teacher, dueAt);
	file.close();
	await context.client.migrate();

	const rows = await listExtensionsEver(context.client, cohort, learner);
	expect(
		rows
			.filter(({ endedAt }) => endedAt === null)
			.map(({ id }) => id)
			.sort(),
	).toEqual(['b', 'd']);
	expect(rows.find(({ id }) => id === 'c')?.endedAt?.getTime()).toBe(3_000);
});
