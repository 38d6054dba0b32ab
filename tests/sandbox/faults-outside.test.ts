/**
 * Faults before which no sandbox stands, so they are played once, whatever the walls: the grader's process or its clock goes, the disk is full, the
 * database is held. Each is played through the grader or the web's own use-cases: nobody is blamed, nothing is lost, no try is counted, and once the
 * fault is mended the submission gets its one verdict.
 */
import { spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, describe, expect, test } from 'vitest';
import { leaseJob } from '#db/store/jobs.ts';
import { selectOptionalUser } from '#db/store/users.ts';
import { Pool } from '#grading/sandbox/pool.ts';
import { errorResponse } from '#server/api.ts';
import { toActor } from '#server/auth.ts';
import { openFolderBlobs } from '#server/folder-blobs.ts';
import { requireLab } from '#server/get-lab.ts';
import { type GraderOptions, gradeNext, runGrader } from '#server/grader.ts';
import { putCheckpoint } from '#server/put-checkpoint.ts';
import { submit } from '#server/submit.ts';
import { entries } from './faults/machine.ts';
import { doublingLab } from './support/doubling.ts';
import { doubling, type ListedEntry } from './support/entry.ts';
import { HOUR_MS, openStage, plays, RIGHT } from './support/fault-stage.ts';

const [, , , , gone, clock, clockAndGone, fullVerdict, fullUpload, heldWeb, heldGrader] = entries;
const stage = openStage();
const { context, userId, hand, grader, records, setClockBack, expectJudgedOnce } = stage;
const play = (entry: ListedEntry, run: () => Promise<string>): void => plays(entry, () => 'any', run);

describe('a grader or a clock goes', () => {
	/** Leases the job and is never heard of again. */
	async function dies(): Promise<void> {
		await leaseJob(context().client, { owner: randomUUID(), now: context().now(), lane: 'quick', leaseMs: 400 });
		expect((await records()).jobs).toMatchObject([{ state: 'running', lastError: null }]);
	}
	play(gone, async () => {
		await hand();
		await dies();
		expect(await gradeNext(context(), 'quick', grader(stage.sound('off')))).toBe('idle');
		await new Promise((resolve) => setTimeout(resolve, 450));
		await expectJudgedOnce();
		return 'judged once';
	});
	play(clock, async () => {
		await hand();
		setClockBack(HOUR_MS);
		await expectJudgedOnce();
		return 'judged once';
	});
	play(clockAndGone, async () => {
		await hand();
		await dies();
		setClockBack(HOUR_MS);
		await expectJudgedOnce();
		return 'judged once';
	});

	test('A4: a grader that is told to stop gives its job back at once, and another judges it without a wait', async () => {
		await hand();
		const stop = new AbortController();
		const begun = Promise.withResolvers<void>();
		const prepare: GraderOptions['prepare'] = async () => {
			begun.resolve();
			return { ...doublingLab().input, code: doubling('for (;;);') };
		};
		const pool = new Pool({ layers: stage.sound('off').layers, folder: stage.sound('off').folder, size: 1 });
		// As the process does (grader-main.ts), which ends 1.5 s later.
		stop.signal.addEventListener('abort', () => void pool.close());
		const running = runGrader(context(), grader(pool, { signal: stop.signal, prepare, backoffMs: 600_000 }));
		await begun.promise;
		const stoppedAt = performance.now();
		stop.abort();
		await running;

		expect(performance.now() - stoppedAt).toBeLessThan(1_500);
		await stage.expectUntouched(null);
		expect(await gradeNext(context(), 'quick', grader(stage.sound('off')))).toBe('done');
		expect(await records()).toEqual({ jobs: [], outcomes: ['accepted'], attempts: 1 });
	});

	test('A4: a grader that lives through a clock set back keeps its lease, and nobody judges beside it', { retry: 0 }, async () => {
		await hand(doubling('for (let i = 0; i < 5e7; i += 1); return tf.mul(x, 2);'));
		const first = gradeNext(context(), 'quick', grader(stage.sound('off'), { leaseMs: 600 }));
		await new Promise((resolve) => setTimeout(resolve, 100));
		setClockBack(HOUR_MS);
		// The next renewal, a sixth of a lease later, is made by the new clock.
		await new Promise((resolve) => setTimeout(resolve, 200));
		const second = await gradeNext(context(), 'quick', grader(stage.sound('off')));
		expect([await first, second]).toEqual(['done', 'idle']);
		expect(await records()).toMatchObject({ outcomes: ['accepted'], attempts: 1 });
	});
});

describe('the storage fails', () => {
	/** SQLite's own limit of pages stands for the disk: the same error, SQLITE_FULL, from the same place. */
	function setPages(most: number): void {
		// drizzle keeps the driver's connection under this name, untyped.
		const { $client } = context().client.db as unknown as { $client: Sqlite.Database };
		$client.pragma(`max_page_count = ${most}`);
	}
	const pages = () =>
		Number((context().client.db as unknown as { $client: Sqlite.Database }).$client.pragma('page_count', { simple: true }));
	const refusal = async (work: () => Promise<unknown>): Promise<Response> => {
		const error: unknown = await work().then(
			() => null,
			(thrown: unknown) => thrown,
		);
		return errorResponse(error, context(), '/api/test');
	};

	play(fullVerdict, async () => {
		await hand(`${RIGHT}// ${'x'.repeat(20_000)}`);
		setPages(pages());
		const big = grader(stage.sound('off'), {
			// A verdict larger than what is left on the last pages.
			prepare: async (_, { code }) => ({
				...doublingLab().input,
				code: `console.log('y'.repeat(4000));${code}`,
				checksHash: 'z'.repeat(60_000),
			}),
		});
		await expect(gradeNext(context(), 'quick', big)).rejects.toMatchObject({ code: 'SQLITE_FULL' });
		const { outcomes, attempts, jobs } = await records();
		expect({ outcomes, attempts, jobs: jobs.length }).toEqual({ outcomes: [], attempts: 0, jobs: 1 });
		expect(jobs[0]?.lastError).toBeNull();
		setPages(1_000_000);
		await expectJudgedOnce();
		return 'retried';
	});

	const disk = mkdtempSync(join(tmpdir(), 'gradus-small-disk-'));
	const hasSmallDisk = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk], { stdio: 'ignore' }).status === 0;
	afterAll(() => {
		if (hasSmallDisk) spawnSync('umount', [disk]);
		rmSync(disk, { recursive: true, force: true });
	});

	// Where a file system of one megabyte may be mounted; elsewhere the table keeps its dash.
	describe.runIf(hasSmallDisk)('on a disk of one megabyte', () => {
		play(fullUpload, async () => {
			const small = { ...context(), blobs: openFolderBlobs(join(disk, 'blobs'), context().now) };
			const user = await selectOptionalUser(context().client, userId());
			if (user === undefined) throw new Error('nobody was made');
			const bytes = new Uint8Array(3_000_000);
			const sha256 = createHash('sha256').update(bytes).digest('hex');
			const response = await refusal(() => putCheckpoint(small, toActor(user), sha256, bytes));
			expect(await response.json()).toMatchObject({
				error: 'unavailable',
				message: expect.stringMatching(/^The disk of this server is full\./),
			});
			expect(response.headers.get('retry-after')).toBe('60');
			// No half of it stays, and it counts for nothing.
			expect(readdirSync(join(disk, 'blobs', sha256.slice(0, 2)))).toEqual([]);
			expect(await context().client.db.select().from(context().client.schema.checkpoints)).toEqual([]);
			await hand();
			await expectJudgedOnce();
			return String(response.status);
		});
	});

	/** Another process with a lock of its own. */
	async function whileHeld<T>(work: () => Promise<T>): Promise<T> {
		const other = new Sqlite(context().config.databaseUrl.slice('file:'.length));
		(context().client.db as unknown as { $client: Sqlite.Database }).$client.pragma('busy_timeout = 200');
		other.exec('BEGIN EXCLUSIVE');
		try {
			return await work();
		} finally {
			other.exec('ROLLBACK');
			other.close();
		}
	}

	play(heldWeb, async () => {
		const user = await selectOptionalUser(context().client, userId());
		if (user === undefined) throw new Error('nobody was made');
		const lab = requireLab('causal-attention');
		const request = { lab: lab.id, version: lab.version, code: RIGHT, idempotencyKey: randomUUID(), checkpoints: [] };
		const response = await whileHeld(() => refusal(() => submit(context(), toActor(user), request)));
		// The page keeps the text and sends it again for this kind of answer (submission-queue.test.ts).
		expect(await response.json()).toMatchObject({
			error: 'unavailable',
			message: expect.stringMatching(/^The database is busy\..*kept in this browser/),
		});
		expect(response.headers.get('retry-after')).toBe('5');
		expect((await records()).jobs).toEqual([]);
		// The same key, sent again, is one submission.
		expect((await submit(context(), toActor(user), request)).isNew).toBe(true);
		expect((await records()).jobs).toHaveLength(1);
		await expectJudgedOnce();
		return String(response.status);
	});

	play(heldGrader, async () => {
		await hand();
		const held = Promise.withResolvers<void>();
		const prepare: GraderOptions['prepare'] = async (_, { code }) => {
			held.resolve();
			return { ...doublingLab().input, code };
		};
		const judging = gradeNext(context(), 'quick', grader(stage.sound('off'), { prepare, leaseMs: 3_000 })).then(
			() => null,
			(error: unknown) => error,
		);
		await held.promise;
		expect(await whileHeld(() => judging)).toMatchObject({ code: 'SQLITE_BUSY' });
		const { outcomes, attempts, jobs } = await records();
		expect({ outcomes, attempts }).toEqual({ outcomes: [], attempts: 0 });
		expect(jobs[0]?.lastError).toBeNull();
		await expectJudgedOnce();
		return 'retried';
	});
});
