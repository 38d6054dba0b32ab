/**
 * A database that an earlier release seeded comes up to date on each engine, with every row, every mastery value and every page. A backup was
 * made before: by the upgrade itself on SQLite, by whoever runs it on PostgreSQL.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { count, sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verdictSchema } from '#contract/grading.ts';
import { countMigrations, inspectDatabase } from '#db/copy.ts';
import { listExtensionsEver } from '#db/store/deadlines.ts';
import { listMastery } from '#db/store/mastery.ts';
import { toActor } from '#server/auth.ts';
import { readConfig } from '#server/config.ts';
import { type Context, openContext } from '#server/context.ts';
import { getCohortPage } from '#server/get-cohort-page.ts';
import { rebuildMastery } from '#server/mastery-cache.ts';
import { verifyPassword } from '#server/password.ts';
import { backUpBeforeUpgrade } from '../../scripts/backup/before-upgrade.ts';
import { makeBackup } from '../../scripts/backup/make.ts';
import { restoreBackup } from '../../scripts/backup/restore.ts';
import { verifyBackup } from '../../scripts/backup/verify.ts';
import { DEMO_ACCOUNTS } from '../../scripts/demo-people.ts';
import { openTestDatabase, PROCESS_ENGINES } from '../support/database.ts';
import { type EarlierRelease, openEarlierRelease } from '../support/earlier-release.ts';

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
	'experiment_members',
];

describe.each(PROCESS_ENGINES)('an installation of the first release on %s', (engine) => {
	let folder: string;
	let release: EarlierRelease;
	let context: Context;

	beforeEach(async () => {
		folder = mkdtempSync(join(tmpdir(), 'gradus-upgrade-'));
		release = await openEarlierRelease(engine, folder);
		const database = engine === 'sqlite' ? {} : { DATABASE_URL: release.url };
		context = await openContext(readConfig({ GRADUS_DATA: folder, LOG_LEVEL: 'silent', ...database }));
	});
	afterEach(async () => {
		await context.client.close();
		await release.close();
		rmSync(folder, { recursive: true, force: true });
	});

	async function countRows(client = context.client): Promise<Record<string, number>> {
		const counted: Record<string, number> = {};
		for (const table of TABLES) counted[table] = Number((await client.db.select({ n: count() }).from(sql.raw(`"${table}"`)))[0]?.n);
		return counted;
	}

	test('comes up to date and loses nothing', async () => {
		const { client, config } = context;
		const before = await countRows();
		expect(before).toMatchObject({ users: 27, submissions: 65, verdicts: 65, events: 243, mastery: 41 });
		expect((await inspectDatabase(config.databaseUrl)).migrations).toBe(3);

		const saved = await backUpBeforeUpgrade(config, Date.now);
		expect(saved !== null).toBe(engine === 'sqlite');
		// The new version, before it has changed anything.
		const { folder: backup } = saved === null ? await makeBackup(config, { to: join(folder, 'own'), now: Date.now }) : { folder: saved };
		await client.migrate();

		expect(await countRows()).toEqual(before);
		expect(await inspectDatabase(config.databaseUrl)).toEqual({ problems: [], migrations: countMigrations(engine) });
		const manifest = await verifyBackup(backup);
		expect(manifest).toMatchObject({ migrations: 3, rows: before });
		expect(await backUpBeforeUpgrade(config, Date.now)).toBeNull();
	});

	test('can be restored as it was before, and comes up to date there', async () => {
		const before = await countRows();
		const { folder: backup } = await makeBackup(context.config, { to: join(folder, 'own'), now: Date.now });
		const empty = engine === 'sqlite' ? null : await openTestDatabase(engine, { isEmpty: true });
		const into = join(folder, 'again');
		const url = empty?.url ?? `file:${join(into, 'gradus.db')}`;
		await restoreBackup(backup, { into, databaseUrl: url, blobs: null });
		const opened = await openContext(readConfig({ GRADUS_DATA: into, LOG_LEVEL: 'silent', ...(empty ? { DATABASE_URL: url } : {}) }));
		try {
			expect(await countRows(opened.client)).toEqual(before);
			expect((await inspectDatabase(url)).migrations).toBe(countMigrations(engine));
			expect(existsSync(join(into, 'secret'))).toBe(true);
		} finally {
			await opened.client.close();
			await empty?.close();
		}
	});

	test('still means the same: passwords, verdicts, evidence, pages', async () => {
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

	test('keeps the later date in force of two extensions that one learner has in a lab at once, as could be before', async () => {
		const { client } = context;
		const { users, cohorts } = client.schema;
		const [learner] = (await client.db.select({ id: users.id, role: users.role }).from(users)).filter(({ role }) => role === 'learner');
		const [cohort] = await client.db.select({ id: cohorts.id, ownerId: cohorts.ownerId }).from(cohorts);
		if (!learner || !cohort) throw new Error('The fixture has no cohort.');
		const given = (id: string, labId: string, dueAt: number) => ({
			...{ id, cohort_id: cohort.id, user_id: learner.id, lab_id: labId, due_at: dueAt },
			...{ reason: 'was ill', created_by: cohort.ownerId, created_at: dueAt },
		});
		await release.insert('extensions', [
			given('a', 'rope', 1_000),
			given('b', 'rope', 3_000),
			given('c', 'rope', 2_000),
			given('d', 'kv-cache', 1_000),
		]);
		await client.migrate();

		const rows = await listExtensionsEver(client, cohort.id, learner.id);
		const inForce = rows.filter(({ endedAt }) => endedAt === null);
		expect(inForce.map(({ id }) => id).sort()).toEqual(['b', 'd']);
		expect(rows.find(({ id }) => id === 'c')?.endedAt?.getTime()).toBe(3_000);
	});
});
