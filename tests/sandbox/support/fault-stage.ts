/**
 * The stage for faults of ours: a database of its own for each test, a sound sandbox in either layer, one submission, and what must hold of it before
 * and after the fault is mended.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Client } from '#db/client.ts';
import type { Layers } from '#grading/sandbox/layers.ts';
import { Pool } from '#grading/sandbox/pool.ts';
import type { Context } from '#server/context.ts';
import { type GraderOptions, gradeNext } from '#server/grader.ts';
import { makeSubmission, makeUser } from '../../support/database.ts';
import { openTestContext } from '../../support/site.ts';
import { doublingLab } from './doubling.ts';
import { doubling, type ListedEntry } from './entry.ts';
import { openPool, SANDBOX_DIST } from './sandbox.ts';
import { isTableWanted, recordRun, writeTable } from './table.ts';

export const MODES = ['off', 'auto'] as const;
export type Mode = (typeof MODES)[number];
export const HOUR_MS = 3_600_000;
export const RIGHT = doubling('return tf.mul(x, 2);');
/** A machine that is busy with other things takes its time, and no fault of ours is played by making it hurry. */
const PATIENCE_MS = 60_000;

/** What `recordsOf` gives once the one submission has its verdict. */
export const JUDGED_ONCE = { jobs: [], outcomes: ['accepted'], attempts: 1 };

/** A grader of the lab that doubles. */
export function graderOf(pool: Pool, over: Partial<GraderOptions> = {}): GraderOptions {
	return {
		...{ pool, owner: randomUUID(), signal: new AbortController().signal, backoffMs: 1 },
		prepare: async (_, { code }) => ({ ...doublingLab().input, code }),
		...over,
	};
}

/** All that is known of the one submission. */
export async function recordsOf({ db, schema }: Client) {
	const [jobs, verdicts, events] = [
		await db.select().from(schema.jobs),
		await db.select().from(schema.verdicts),
		await db.select().from(schema.events),
	];
	return { jobs, outcomes: verdicts.map(({ outcome }) => outcome), attempts: events.length };
}

/** One stage for a file of tests; its hooks are registered here. */
export function openStage() {
	let pools: Readonly<Record<Mode, Pool>>;
	let context: Context & { close(): Promise<void> };
	let skewMs = 0;
	let userId: string;

	beforeAll(async () => {
		vi.stubEnv('GRADUS_DIST', SANDBOX_DIST);
		// One builds what both use.
		const off = await openPool('off');
		pools = { off, auto: await openPool('auto') };
	});
	afterAll(async () => {
		await Promise.all([pools.off.close(), pools.auto.close()]);
		vi.unstubAllEnvs();
		if (isTableWanted) writeTable();
	});
	beforeEach(async () => {
		skewMs = 0;
		context = await openTestContext({}, () => Date.now() + skewMs);
		userId = await makeUser(context.client);
	});
	afterEach(() => context.close());

	const records = () => recordsOf(context.client);

	return {
		context: () => context,
		userId: () => userId,
		sound: (mode: Mode) => pools[mode],
		setClockBack(ms: number) {
			skewMs = -ms;
		},
		/** With weights it goes into their lane. */
		hand: (code = RIGHT, checkpoints: { name: string; sha256: string }[] = []) =>
			makeSubmission(context.client, userId, { code, checkpoints, createdAt: new Date(context.now()) }),
		grader: graderOf,
		records,

		/** Nothing happened that a learner could feel: the job waits, and neither a verdict nor an attempt is there. */
		async expectUntouched(faults: RegExp | null): Promise<void> {
			const { jobs, ...rest } = await records();
			expect(rest).toEqual({ outcomes: [], attempts: 0 });
			expect(jobs).toMatchObject([{ state: 'queued', leaseOwner: null }]);
			if (faults === null) expect(jobs[0]?.lastError).toBeNull();
			else expect(jobs[0]?.lastError).toMatch(faults);
		},

		async expectJudgedOnce(mode: Mode = 'off', options: Partial<GraderOptions> = {}): Promise<void> {
			const next = () => gradeNext(context, 'quick', graderOf(pools[mode], options));
			await expect.poll(next, { timeout: PATIENCE_MS, interval: 20 }).toBe('done');
			expect(await records()).toEqual(JUDGED_ONCE);
			expect(await next()).toBe('idle');
		},

		async withPool<T>(layers: Layers, run: (pool: Pool) => Promise<T>, bootMs?: number): Promise<T> {
			const pool = new Pool({ layers, folder: pools.off.folder, size: 1, ...(bootMs === undefined ? {} : { bootMs }) });
			try {
				return await run(pool);
			} finally {
				await pool.close();
			}
		},
	};
}

/** Plays it, and tells the table how it ended. `layer`: "any" of a fault that no wall stands before. */
export function plays(entry: ListedEntry, layer: () => string, run: () => Promise<string>): void {
	test(`A4: ${entry.n} ${entry.name}: ${entry.allowed[0]}`, async () => {
		const startedAt = performance.now();
		const outcome = await run();
		recordRun(entry, { layer: layer(), outcome, ms: performance.now() - startedAt });
		expect(outcome).toBe(entry.allowed[0]);
	});
}
