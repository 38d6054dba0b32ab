/**
 * PostgreSQL goes away and comes back: while somebody submits, while a verdict is written, and under a grader that has nothing to do. Nobody is blamed,
 * nothing is lost, no try is counted, and there is one verdict once it is back. SQLite's counterpart is tests/sandbox/faults-outside.test.ts.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { storageFaultOf } from '#db/storage-fault.ts';
import { selectOptionalUser } from '#db/store/users.ts';
import type { Pool } from '#grading/sandbox/pool.ts';
import { errorResponse } from '#server/api.ts';
import { toActor } from '#server/auth.ts';
import type { Context } from '#server/context.ts';
import { requireLab } from '#server/get-lab.ts';
import { type GraderOptions, gradeNext, runGrader } from '#server/grader.ts';
import { isGraderAlive } from '#server/grader-status.ts';
import { submit } from '#server/submit.ts';
import { doublingLab } from '../sandbox/support/doubling.ts';
import { graderOf, JUDGED_ONCE, RIGHT, recordsOf } from '../sandbox/support/fault-stage.ts';
import { openPool, SANDBOX_DIST } from '../sandbox/support/sandbox.ts';
import { makeSubmission, makeUser } from '../support/database.ts';
import { findPostgres, makeTemplate, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { openTestContext } from '../support/site.ts';

const SIGNALS = ['SIGINT', 'SIGQUIT'] as const;
/** Nothing here is about speed, and the machine may be busy. */
const PATIENCE = { timeout: 60_000, interval: 50 };

// Where PostgreSQL is missing, the set-up of the suite has said why.
describe.skipIf('reason' in findPostgres())('PostgreSQL goes away', { timeout: 120_000 }, () => {
	let server: TestPostgres;
	let pool: Pool;
	let context: Context & { close(): Promise<void> };
	let userId: string;

	beforeAll(async () => {
		vi.stubEnv('GRADUS_DIST', SANDBOX_DIST);
		[server, pool] = await Promise.all([startPostgres({ isDurable: true }), openPool('off')]);
		await makeTemplate(server.url, 'gradus_away');
	});
	afterAll(async () => {
		await Promise.all([pool.close(), context.close()]);
		await server.stop();
		vi.unstubAllEnvs();
	});
	beforeEach(async () => {
		await context?.close();
		context = await openTestContext({ DATABASE_URL: server.url('gradus_away') }, Date.now);
		const { jobs, verdicts, events } = context.client.schema;
		for (const table of [jobs, verdicts, events]) await context.client.db.delete(table);
		userId = await makeUser(context.client);
	});

	const grader = (over: Partial<GraderOptions> = {}) => graderOf(pool, { leaseMs: 400, ...over });
	const records = () => recordsOf(context.client);

	test.each(SIGNALS)('by %s while somebody submits: 503 with what to do, and the same key afterwards is one submission', async (signal) => {
		const user = await selectOptionalUser(context.client, userId);
		if (user === undefined) throw new Error('nobody was made');
		const lab = requireLab('causal-attention');
		const request = { lab: lab.id, version: lab.version, code: RIGHT, idempotencyKey: randomUUID(), checkpoints: [] };
		const send = () => submit(context, toActor(user), request);

		await server.halt(signal);
		// Connections that the server has dropped, then those that it no longer takes.
		for (let n = 0; n < 3; n += 1) {
			const error: unknown = await send().then(
				() => null,
				(thrown: unknown) => thrown,
			);
			const response = errorResponse(error, context, '/api/test');
			expect(response.status).toBe(503);
			expect(response.headers.get('retry-after')).toBe('30');
			expect(await response.json()).toMatchObject({
				error: 'unavailable',
				message: expect.stringMatching(/^The database does not answer\. That is our fault.*kept in this browser/),
			});
		}
		await server.resume();

		expect((await records()).jobs).toEqual([]);
		const { id } = await send();
		expect(await send()).toEqual({ id, isNew: false });
		expect((await records()).jobs).toMatchObject([{ submissionId: id, state: 'queued', lastError: null }]);
	});

	test.each(SIGNALS)('by %s while a verdict is written: the job waits, no try is counted, and one verdict follows', async (signal) => {
		await makeSubmission(context.client, userId, { code: RIGHT });
		const prepare: GraderOptions['prepare'] = async (_, { code }) => {
			await server.halt(signal);
			return { ...doublingLab().input, code };
		};
		const error: unknown = await gradeNext(context, 'quick', grader({ prepare })).then(
			() => null,
			(thrown: unknown) => thrown,
		);
		expect(storageFaultOf(error)).toBe('away');
		await server.resume();

		const { outcomes, attempts, jobs } = await records();
		expect({ outcomes, attempts }).toEqual({ outcomes: [], attempts: 0 });
		expect(jobs).toMatchObject([{ state: 'running', lastError: null }]);
		await expect.poll(() => gradeNext(context, 'quick', grader()), PATIENCE).toBe('done');
		expect(await records()).toEqual(JUDGED_ONCE);
		expect(await gradeNext(context, 'quick', grader())).toBe('idle');
	});

	test('under a grader that has nothing to do: it goes on by itself and judges what comes afterwards', async () => {
		const stop = new AbortController();
		const running = runGrader(context, grader({ signal: stop.signal, leaseMs: 90_000 }));
		try {
			await expect.poll(() => isGraderAlive(context), PATIENCE).toBe(true);
			await server.halt('SIGQUIT');
			await new Promise((resolve) => setTimeout(resolve, 500));
			await server.resume();
			await makeSubmission(context.client, userId, { code: RIGHT });
			await expect.poll(records, PATIENCE).toEqual(JUDGED_ONCE);
		} finally {
			stop.abort();
			await running;
		}
	});
});
