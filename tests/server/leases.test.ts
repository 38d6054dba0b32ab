/** Graders on several machines take from one queue: each job goes to one of them, whatever their clocks say, and live ones go first. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { leaseJob } from '#db/store/jobs.ts';
import { ENGINES, makeSubmission, makeUser, openTestDatabase, PROCESS_ENGINES } from '../support/database.ts';
import { isNight } from '../support/sample.ts';

/** By day fewer: each lease waits for the disk. */
const JOBS = isNight ? 300 : 80;
/** Two loops each, so that sixteen want the same job. Clocks of different machines: further apart than a lease is long. */
const CLOCKS_WRONG_BY = [-60_000, 0, 60_000, 0, -60_000, 0, 60_000, 0];

describe.each(PROCESS_ENGINES)('graders on %s', { retry: 0 }, (engine) => {
	test(`sixteen of them lease ${JOBS} jobs, each exactly once`, { timeout: 300_000 }, async () => {
		const database = await openTestDatabase(engine);
		const userId = await makeUser(database.client);
		for (let n = 0; n < JOBS; n++) await makeSubmission(database.client, userId, { createdAt: new Date(Date.now() - 1_000) });
		const children = CLOCKS_WRONG_BY.map((wrongByMs) =>
			// SQLite serves one machine, and a machine has one clock.
			spawn(
				process.execPath,
				['--no-warnings', 'tests/support/lease-worker.ts', database.url, String(engine === 'sqlite' ? 0 : wrongByMs)],
				{
					stdio: ['pipe', 'pipe', 'inherit'],
				},
			),
		);
		await Promise.all(children.map((child) => once(child.stdout, 'data')));

		const leased = await Promise.all(
			children.map(async (child) => {
				const said: Buffer[] = [];
				child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
				child.stdin.write('go');
				await once(child, 'close');
				return z.array(z.string()).parse(JSON.parse(Buffer.concat(said).toString()));
			}),
		);

		expect(leased.flat()).toHaveLength(JOBS);
		expect(new Set(leased.flat()).size).toBe(JOBS);
		const rows = await database.client.db.select().from(database.client.schema.jobs);
		expect(rows.every(({ state, attempt }) => state === 'running' && attempt === 1)).toBe(true);
		await database.close();
	});
});

test.each(ENGINES)('on %s a regrade that waits longer goes after what somebody has just submitted', async (engine) => {
	const database = await openTestDatabase(engine);
	const { client } = database;
	const userId = await makeUser(client);
	const now = Date.now();
	const old = await makeSubmission(client, userId, { createdAt: new Date(now - 60_000) });
	await client.db.update(client.schema.jobs).set({ priority: 10 });
	const live = await makeSubmission(client, userId, { createdAt: new Date(now) });

	const first = await leaseJob(client, { owner: 'a', now: now + 1 });
	const second = await leaseJob(client, { owner: 'a', now: now + 1 });

	expect([first?.submissionId, second?.submissionId]).toEqual([live, old]);
	await database.close();
});
