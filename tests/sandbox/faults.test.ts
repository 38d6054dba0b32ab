/**
 * Faults of ours, each played through the grader on a database of its own: nobody is blamed, nothing is lost, no try is counted, and once the fault
 * is mended the submission gets its one verdict. Kills of the real process are in tests/server/kill.test.ts.
 */
import { spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { selectOptionalUser } from '#db/store/users.ts';
import { type Layers, probeLayers } from '#grading/sandbox/layers.ts';
import { Pool } from '#grading/sandbox/pool.ts';
import { errorResponse } from '#server/api.ts';
import { toActor } from '#server/auth.ts';
import type { Context } from '#server/context.ts';
import { getHealth } from '#server/get-health.ts';
import { requireLab } from '#server/get-lab.ts';
import { type GraderOptions, gradeNext, runGrader } from '#server/grader.ts';
import { putCheckpoint } from '#server/put-checkpoint.ts';
import { submit } from '#server/submit.ts';
import { makeSubmission, makeUser } from '../support/database.ts';
import { openTestContext } from '../support/site.ts';
import { entries } from './faults/machine.ts';
import { childrenThat, ON_LOAD, writes } from './support/broken-children.ts';
import { doublingLab } from './support/doubling.ts';
import { doubling } from './support/entry.ts';
import { openPool, SANDBOX_DIST } from './support/sandbox.ts';
import { isTableWanted, recordRun, writeTable } from './support/table.ts';

const [exits, says, killed, silent, gone, clock, clockAndGone, fullVerdict, fullUpload, heldWeb, heldGrader, addon, node, bwrap] = entries;
const HOUR_MS = 3_600_000;
const RIGHT = doubling('return tf.mul(x, 2);');

let sound: Pool;
let context: Context & { close(): Promise<void> };
let skewMs = 0;
let userId: string;

beforeAll(async () => {
	vi.stubEnv('GRADUS_DIST', SANDBOX_DIST);
	sound = await openPool('off');
});
afterAll(async () => {
	await sound.close();
	vi.unstubAllEnvs();
	if (isTableWanted) writeTable();
});
beforeEach(async () => {
	skewMs = 0;
	context = await openTestContext({}, () => Date.now() + skewMs);
	userId = await makeUser(context.client);
});
afterEach(() => context.close());

const hand = (code = RIGHT) => makeSubmission(context.client, userId, { code, createdAt: new Date(context.now()) });

function grader(pool: Pool, over: Partial<GraderOptions> = {}): GraderOptions {
	return {
		...{ pool, owner: randomUUID(), signal: new AbortController().signal, backoffMs: 1 },
		prepare: async (_, { code }) => ({ ...doublingLab().input, code }),
		...over,
	};
}

/** All that is known of the one submission. */
async function records() {
	const { db, schema } = context.client;
	const [jobs, verdicts, events] = [
		await db.select().from(schema.jobs),
		await db.select().from(schema.verdicts),
		await db.select().from(schema.events),
	];
	return { jobs, outcomes: verdicts.map(({ outcome }) => outcome), attempts: events.length };
}

/** Nothing happened that a learner could feel: the job waits, and neither a verdict nor an attempt is there. */
async function expectUntouched(faults: RegExp | null): Promise<void> {
	const { jobs, ...rest } = await records();
	expect(rest).toEqual({ outcomes: [], attempts: 0 });
	expect(jobs).toMatchObject([{ state: 'queued', leaseOwner: null }]);
	if (faults === null) expect(jobs[0]?.lastError).toBeNull();
	else expect(jobs[0]?.lastError).toMatch(faults);
}

async function expectJudgedOnce(options: Partial<GraderOptions> = {}): Promise<void> {
	await expect.poll(() => gradeNext(context, 'quick', grader(sound, options)), { timeout: 5_000, interval: 20 }).toBe('done');
	expect(await records()).toEqual({ jobs: [], outcomes: ['accepted'], attempts: 1 });
	expect(await gradeNext(context, 'quick', grader(sound))).toBe('idle');
}

async function withPool<T>(layers: Layers, run: (pool: Pool) => Promise<T>, bootMs?: number): Promise<T> {
	const pool = new Pool({ layers, folder: sound.folder, size: 1, ...(bootMs === undefined ? {} : { bootMs }) });
	try {
		return await run(pool);
	} finally {
		await pool.close();
	}
}

type Entry = (typeof entries)[number];

/** Plays it, and tells the table how it ended. */
function plays(entry: Entry, run: () => Promise<string>): void {
	test(`A4: ${entry.n} ${entry.name}: ${entry.allowed[0]}`, async () => {
		const startedAt = performance.now();
		const outcome = await run();
		recordRun(entry, { layer: sound.layers.name, outcome, ms: performance.now() - startedAt });
		expect(outcome).toBe(entry.allowed[0]);
	});
}

/** One try in a sandbox that is broken, then a sound one. */
async function retriedAfter(layers: Layers, reason: RegExp, bootMs?: number): Promise<string> {
	await hand();
	expect(await withPool(layers, (pool) => gradeNext(context, 'quick', grader(pool)), bootMs)).toBe('fault');
	await expectUntouched(reason);
	await expectJudgedOnce();
	return 'retried';
}

describe('the sandbox breaks', () => {
	plays(exits, () => retriedAfter(childrenThat(ON_LOAD('process.exit(70)')), /^1\. fault: The sandbox ended by code 70/));
	plays(says, () => retriedAfter(childrenThat(ON_LOAD(writes('{"type":"fault","message":"bug"}'))), /^1\. fault: The sandbox failed: bug/));
	plays(silent, () => retriedAfter(childrenThat('setInterval(() => 0, 1000)'), /^1\. fault: The sandbox was not ready after 300 ms/, 300));
	plays(killed, async () => {
		await hand(doubling('for (let i = 0; i < 4e7; i += 1); return tf.mul(x, 2);'));
		await sound.untilWarm();
		const before = sound.pids();
		const judging = gradeNext(context, 'quick', grader(sound));
		await new Promise((resolve) => setTimeout(resolve, 200));
		for (const pid of before) process.kill(pid, 'SIGKILL');
		expect(await judging).toBe('done');
		const { outcomes, attempts } = await records();
		expect(attempts).toBe(1);
		return outcomes.join();
	});
});

describe('something is missing', () => {
	/** The grader as it runs: it finds the fault before it takes a submission. */
	async function runsRed(layers: Layers): Promise<string> {
		await hand();
		const stop = new AbortController();
		const health = await withPool(layers, async (pool) => {
			const running = runGrader(context, grader(pool, { signal: stop.signal, backoffMs: 20 }));
			await new Promise((resolve) => setTimeout(resolve, 700));
			const seen = await getHealth(context);
			stop.abort();
			await running;
			return seen;
		});
		await expectUntouched(null);
		expect(health.graders.map(({ state }) => state)).toEqual(['unsound']);
		await expectJudgedOnce();
		return health.grader === 'down' ? 'queued, health red' : `queued, health ${health.grader}`;
	}
	const plain = probeLayers('off');
	const withPart = (part: string, by: string): Layers => ({
		...plain,
		command: (...how) => plain.command(...how).map((each) => each.replace(part, by)),
	});

	plays(addon, () => runsRed(withPart(plain.addonPath, '/nowhere/isolated-vm.node')));
	plays(node, () => runsRed(withPart(process.execPath, '/nowhere/node')));
	plays(bwrap, async () => {
		const path = process.env['PATH'];
		process.env['PATH'] = tmpdir();
		try {
			expect(() => probeLayers('required')).toThrow(/SANDBOX=required, and bubblewrap does not work/);
		} finally {
			process.env['PATH'] = path;
		}
		return 'refused at the start';
	});
});

describe('a grader or a clock goes', () => {
	/** Leases the job and is never heard of again. */
	async function dies(): Promise<void> {
		const stop = new AbortController();
		const judging = gradeNext(context, 'quick', grader(sound, { signal: stop.signal, leaseMs: 400 }));
		stop.abort();
		await judging;
		expect((await records()).jobs).toMatchObject([{ state: 'running', lastError: null }]);
	}
	plays(gone, async () => {
		await hand();
		await dies();
		expect(await gradeNext(context, 'quick', grader(sound))).toBe('idle');
		await new Promise((resolve) => setTimeout(resolve, 450));
		await expectJudgedOnce();
		return 'judged once';
	});
	plays(clock, async () => {
		await hand();
		skewMs = -HOUR_MS;
		await expectJudgedOnce();
		return 'judged once';
	});
	plays(clockAndGone, async () => {
		await hand();
		await dies();
		skewMs = -HOUR_MS;
		await expectJudgedOnce();
		return 'judged once';
	});

	test('A4: a grader that lives through a clock set back keeps its lease, and nobody judges beside it', async () => {
		await hand(doubling('for (let i = 0; i < 5e7; i += 1); return tf.mul(x, 2);'));
		const first = gradeNext(context, 'quick', grader(sound, { leaseMs: 600 }));
		await new Promise((resolve) => setTimeout(resolve, 100));
		skewMs = -HOUR_MS;
		// The next renewal, a sixth of a lease later, is made by the new clock.
		await new Promise((resolve) => setTimeout(resolve, 200));
		const second = await gradeNext(context, 'quick', grader(sound));
		expect([await first, second]).toEqual(['done', 'idle']);
		expect(await records()).toMatchObject({ outcomes: ['accepted'], attempts: 1 });
	});
});

describe('the storage fails', () => {
	/** SQLite's own limit of pages stands for the disk: the same error, SQLITE_FULL, from the same place. */
	function setPages(most: number): void {
		// drizzle keeps the driver's connection under this name, untyped.
		const { $client } = context.client.db as unknown as { $client: Sqlite.Database };
		$client.pragma(`max_page_count = ${most}`);
	}
	const pages = () => Number((context.client.db as unknown as { $client: Sqlite.Database }).$client.pragma('page_count', { simple: true }));
	const refusal = async (work: () => Promise<unknown>): Promise<Response> => {
		const error: unknown = await work().then(
			() => null,
			(thrown: unknown) => thrown,
		);
		return errorResponse(error, context, '/api/test');
	};

	plays(fullVerdict, async () => {
		await hand(`${RIGHT}// ${'x'.repeat(20_000)}`);
		setPages(pages());
		const big = grader(sound, {
			// A verdict larger than what is left on the last pages.
			prepare: async (_, { code }) => ({
				...doublingLab().input,
				code: `console.log('y'.repeat(4000));${code}`,
				checksHash: 'z'.repeat(60_000),
			}),
		});
		await expect(gradeNext(context, 'quick', big)).rejects.toMatchObject({ code: 'SQLITE_FULL' });
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
		plays(fullUpload, async () => {
			const small = { ...context, config: { ...context.config, GRADUS_DATA: disk } };
			const user = await selectOptionalUser(context.client, userId);
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
			expect(await context.client.db.select().from(context.client.schema.checkpoints)).toEqual([]);
			return String(response.status);
		});
	});

	/** Another process with a lock of its own. */
	async function whileHeld<T>(work: () => Promise<T>): Promise<T> {
		const other = new Sqlite(context.config.databaseUrl.slice('file:'.length));
		(context.client.db as unknown as { $client: Sqlite.Database }).$client.pragma('busy_timeout = 200');
		other.exec('BEGIN EXCLUSIVE');
		try {
			return await work();
		} finally {
			other.exec('ROLLBACK');
			other.close();
		}
	}

	plays(heldWeb, async () => {
		const user = await selectOptionalUser(context.client, userId);
		if (user === undefined) throw new Error('nobody was made');
		const lab = requireLab('causal-attention');
		const request = { lab: lab.id, version: lab.version, code: RIGHT, idempotencyKey: randomUUID(), checkpoints: [] };
		const response = await whileHeld(() => refusal(() => submit(context, toActor(user), request)));
		// The page keeps the text and sends it again for this kind of answer (submission-queue.test.ts).
		expect(await response.json()).toMatchObject({
			error: 'unavailable',
			message: expect.stringMatching(/^The database is busy\..*kept in this browser/),
		});
		expect(response.headers.get('retry-after')).toBe('5');
		expect((await records()).jobs).toEqual([]);
		// The same key, sent again, is one submission.
		expect((await submit(context, toActor(user), request)).isNew).toBe(true);
		expect((await records()).jobs).toHaveLength(1);
		return String(response.status);
	});

	plays(heldGrader, async () => {
		await hand();
		const held = Promise.withResolvers<void>();
		const prepare: GraderOptions['prepare'] = async (_, { code }) => {
			held.resolve();
			return { ...doublingLab().input, code };
		};
		const judging = gradeNext(context, 'quick', grader(sound, { prepare, leaseMs: 3_000 })).then(
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
