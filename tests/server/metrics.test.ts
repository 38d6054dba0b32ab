/** What /metrics says of the queue, the disk and the last backup, and that docs/operations.md alerts on nothing that is not served. */
import { readFileSync } from 'node:fs';
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { errorResponse } from '#server/api.ts';
import { noteBackup } from '#server/backup-note.ts';
import type { Context } from '#server/context.ts';
import { observeRequest, readMetrics } from '#server/metrics.ts';
import { makeSubmission, makeUser, openTestDatabase, PROCESS_ENGINES, type TestDatabase } from '../support/database.ts';
import { openTestContext } from '../support/site.ts';

const START = Date.UTC(2026, 10, 27, 12);
const MINUTE_MS = 60_000;

describe.each(PROCESS_ENGINES)('/metrics on %s', (engine) => {
	let database: TestDatabase;
	let context: Context & { close(): Promise<void> };
	let now: number;
	beforeEach(async () => {
		now = START;
		database = await openTestDatabase(engine);
		context = await openTestContext({ DATABASE_URL: database.url }, () => now);
	});
	afterEach(async () => {
		await context.close();
		await database.close();
	});

	/** The number behind a name with its labels; undefined when it is not served. */
	async function metricOf(name: string): Promise<number | undefined> {
		const line = (await readMetrics(context)).split('\n').find((each) => each.startsWith(`${name} `));
		return line === undefined ? undefined : Number(line.split(' ').at(-1));
	}

	test('says how long the oldest submission waits, also one that a killed grader left, and counts each state', async () => {
		const { jobs } = context.client.schema;
		const userId = await makeUser(context.client);
		const submit = () => makeSubmission(context.client, userId, { createdAt: new Date(now) });
		const setJob = (submissionId: string, values: Partial<typeof jobs.$inferInsert>) =>
			context.client.db.update(jobs).set(values).where(eq(jobs.submissionId, submissionId));
		expect(await metricOf('gradus_oldest_waiting_job_seconds')).toBe(0);
		for (const state of ['queued', 'running', 'needs-staff']) expect(await metricOf(`gradus_jobs{state="${state}"}`)).toBe(0);

		const first = await submit();
		now += 2 * MINUTE_MS;
		const second = await submit();
		now += MINUTE_MS;
		expect(await metricOf('gradus_oldest_waiting_job_seconds')).toBe(180);
		await setJob(first, { state: 'running', leaseUntil: new Date(now + MINUTE_MS) });
		expect(await metricOf('gradus_oldest_waiting_job_seconds')).toBe(60);
		now += 2 * MINUTE_MS;
		// Its lease has run out: it waits again.
		expect(await metricOf('gradus_oldest_waiting_job_seconds')).toBe(300);
		await setJob(first, { state: 'needs-staff' });
		await setJob(second, { state: 'needs-staff' });
		expect(await metricOf('gradus_oldest_waiting_job_seconds')).toBe(0);
		expect(await metricOf('gradus_jobs{state="needs-staff"}')).toBe(2);
	});

	test('says the age of the last backup once there is one, and what is left of the disk', async () => {
		const name = `gradus_backup_age_seconds{engine="${engine}"}`;
		expect(await metricOf(name)).toBeUndefined();
		await noteBackup(context.config, new Date(now - 90 * MINUTE_MS).toISOString());
		expect(await metricOf(name)).toBe(5_400);
		expect(await metricOf('gradus_data_free_bytes')).toBeGreaterThan(1_000_000);
	});

	test('serves every number that docs/operations.md alerts on, and explains it', async () => {
		const [, table = ''] = /\n## What to alert on\n([\s\S]*?)\n## /.exec(readFileSync('docs/operations.md', 'utf8')) ?? [];
		const names = [...new Set(table.match(/\bgradus_[a-z_]+/g))];
		expect(names.length).toBeGreaterThanOrEqual(7);
		observeRequest('/path', 'GET', 200, 5);
		await noteBackup(context.config, new Date(now).toISOString());
		errorResponse(Object.assign(new Error('full'), { code: 'ENOSPC' }), context, '/path');

		const served = await readMetrics(context);
		const missing = names.filter((name) => !new RegExp(`^${name}[{ ]`, 'm').test(served));
		expect(missing).toEqual([]);
		for (const name of names) expect(served).toMatch(new RegExp(`# HELP ${name.replace(/_(bucket|count|sum)$/, '')} \\w`));
		// Each row says from where on.
		const rows = table.split('\n').filter((line) => line.startsWith('|') && line.includes('`'));
		for (const row of rows) expect(row).toMatch(/[<>=] ?\d|absent/);
	});
});
