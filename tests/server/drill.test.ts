/**
 * The drill, on each engine: a backup while learners submit and a grader judges, a restore into an empty place, and every acknowledged
 * submission, verdict, blob and mastery value as it was, and what waited still waits and can be judged. SQLite with its blobs in the folder,
 * PostgreSQL with them in an S3-compatible store. And a restore that fails on the way: each place is as empty as it was, and the next one
 * succeeds.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { toStoredEvent } from '#db/store/events.ts';
import { leaseJob } from '#db/store/jobs.ts';
import { selectSubmission } from '#db/store/submissions.ts';
import { startSession } from '#server/auth.ts';
import type { BlobStore } from '#server/blob-store.ts';
import { writeBlob } from '#server/blobs.ts';
import { type Config, readConfig } from '#server/config.ts';
import type { Context } from '#server/context.ts';
import { masteryRow, rebuildMastery } from '#server/mastery-cache.ts';
import { openBlobStore } from '#server/open-blob-store.ts';
import { recordVerdict } from '#server/record-verdict.ts';
import { makeBackup } from '../../scripts/backup/make.ts';
import { restoreBackup } from '../../scripts/backup/restore.ts';
import { makeSubmission, openTestDatabase, PROCESS_ENGINES, type TestDatabase } from '../support/database.ts';
import { ACCEPTED, judge, makeActor, REJECTED } from '../support/learning.ts';
import { administer } from '../support/postgres.ts';
import { type S3Server, startS3Server } from '../support/s3-server.ts';
import { isNight } from '../support/sample.ts';
import { openTestContext } from '../support/site.ts';

/** Acknowledged before the backup begins: a few by day, by night what a class sends in a week. */
const LEAST = isNight ? 3_000 : 20;
const LONGEST_MS = 900_000;
const START = Date.UTC(2026, 8, 1, 3);
const MINUTE_MS = 60_000;

/** All rows of the tables that record work, in a fixed order. */
async function workIn(url: string) {
	const client = await openDatabase(url);
	try {
		const { submissions, jobs, verdicts, events, mastery } = client.schema;
		return {
			submissions: await client.db.select().from(submissions).orderBy(submissions.id),
			jobs: await client.db.select().from(jobs).orderBy(jobs.id),
			verdicts: await client.db.select().from(verdicts).orderBy(verdicts.id),
			events: await client.db.select().from(events).orderBy(events.id),
			mastery: await client.db.select().from(mastery).orderBy(mastery.userId, mastery.skill),
		};
	} finally {
		await client.close();
	}
}

type Work = Awaited<ReturnType<typeof workIn>>;

/** A mastery value without the moment at which it was written down. */
const withoutDate = (rows: Work['mastery']) => rows.map(({ updatedAt: _, ...row }) => row);

/** What the events amount to, computed from nothing else. */
function foldOf(events: Work['events']): ReturnType<typeof withoutDate> {
	const log = events.toSorted((a, b) => a.t.getTime() - b.t.getTime() || (a.id < b.id ? -1 : 1));
	const ofOne = [...Map.groupBy(log, ({ userId, skill }) => `${userId} ${skill}`)].sort(([a], [b]) => (a < b ? -1 : 1));
	const rows = ofOne.flatMap(([, [first, ...rest]]) =>
		first === undefined ? [] : (masteryRow(first.userId, first.skill, [first, ...rest].map(toStoredEvent), 0) ?? []),
	);
	return withoutDate(rows);
}

async function blobsIn(store: BlobStore): Promise<Map<string, string>> {
	const found = new Map<string, string>();
	for await (const { name } of store.list())
		found.set(
			name,
			createHash('sha256')
				.update((await store.get(name)) ?? '')
				.digest('hex'),
		);
	return found;
}

describe.each(PROCESS_ENGINES)('the drill on %s', { timeout: LONGEST_MS }, (engine) => {
	let place: string;
	let now: number;
	let s3: S3Server;
	let databases: TestDatabase[];
	let context: Context & { close(): Promise<void> };
	/** The settings of the place that is restored into. */
	let fresh: Config;

	beforeEach(async () => {
		now = START;
		place = mkdtempSync(join(tmpdir(), 'gradus-drill-'));
		s3 = await startS3Server(() => now);
		databases = engine === 'sqlite' ? [] : [await openTestDatabase(engine), await openTestDatabase(engine, { isEmpty: true })];
		const [living = {}, empty = {}] = databases.map(({ url }) => ({ ...s3.env, DATABASE_URL: url }));
		context = await openTestContext(living, () => now);
		fresh = readConfig({
			...empty,
			...(engine === 'sqlite' ? {} : { BLOBS_URL: 's3://gradus-blobs/uni/two' }),
			GRADUS_DATA: join(place, 'fresh'),
		});
	});
	afterEach(async () => {
		await context.close();
		for (const database of databases) await database.close();
		await s3.stop();
		rmSync(place, { recursive: true, force: true });
	});

	const backUp = () => makeBackup(context.config, { to: join(place, 'backups'), now: () => now });
	const freshBlobs = () => openBlobStore(fresh, () => now);
	const restore = (folder: string) =>
		restoreBackup(folder, { into: fresh.GRADUS_DATA, databaseUrl: fresh.databaseUrl, blobs: fresh.blobs === null ? null : freshBlobs() });

	async function keepBlobs(texts: readonly string[]): Promise<void> {
		for (const text of texts) {
			const bytes = new TextEncoder().encode(text);
			await writeBlob(context, createHash('sha256').update(bytes).digest('hex'), bytes);
		}
	}

	/** As a grader does that starts on the restored place. */
	async function judgeFirst(): Promise<string> {
		const client = await openDatabase(fresh.databaseUrl);
		const job = (await leaseJob(client, { owner: 'after-the-restore', now })) ?? expect.fail('No job is due.');
		const submission = await selectSubmission(client, job.submissionId);
		expect(await recordVerdict({ ...context, config: fresh, client }, { job, submission, verdict: ACCEPTED })).toBe(true);
		await client.close();
		return submission.id;
	}

	test('gives back every submission that was acknowledged before the backup began, and each value', async () => {
		await keepBlobs(['weights', 'other weights', 'a version of a lab']);
		const people = await Promise.all([1, 2, 3].map(() => makeActor(context)));
		// Acknowledged, and no grader comes to it before the copy.
		const waiting = await makeSubmission(context.client, (await makeActor(context)).id, { createdAt: new Date(now) });
		const acknowledged: string[] = [];
		let isOver = false;
		const load = people.map(async (actor) => {
			for (let n = 0; !isOver; n++) {
				now += MINUTE_MS;
				acknowledged.push(await judge(context, actor, n % 3 === 0 ? ACCEPTED : REJECTED, `export const n = ${n};`));
				// Learners pause, and the backup needs the processor too.
				await sleep(5);
			}
		});
		await expect.poll(() => acknowledged.length, { timeout: LONGEST_MS }).toBeGreaterThan(LEAST);

		const before = [...acknowledged];
		const { folder, manifest } = await backUp();
		await expect.poll(() => acknowledged.length, { timeout: LONGEST_MS }).toBeGreaterThan(before.length);
		isOver = true;
		await Promise.all(load);
		// Into a folder that is there, as a volume of a container is.
		mkdirSync(fresh.GRADUS_DATA);
		await restore(folder);

		const restored = await workIn(fresh.databaseUrl);
		const ids = new Set(restored.submissions.map(({ id }) => id));
		expect([...before, waiting].filter((id) => !ids.has(id))).toEqual([]);
		expect(restored.submissions).toHaveLength(manifest.rows['submissions'] ?? -1);
		// What was judged before the backup began is judged; of what came in meanwhile, each has its verdict or its job.
		const judged = restored.verdicts.map(({ submissionId }) => submissionId);
		expect(before.filter((id) => !judged.includes(id))).toEqual([]);
		const inQueue = restored.jobs.map(({ submissionId }) => submissionId);
		expect([...judged, ...inQueue].sort()).toEqual([...ids].sort());
		// What came after the copy is not in it; what is in it is as it was.
		const living = await workIn(context.config.databaseUrl);
		expect(restored.submissions).toEqual(living.submissions.filter(({ id }) => ids.has(id)));
		expect(restored.verdicts).toEqual(living.verdicts.filter(({ submissionId }) => judged.includes(submissionId)));
		const copied = new Set(restored.events.map(({ id }) => id));
		const sameEvents = living.events.filter(({ id }) => copied.has(id));
		expect(restored.events).toEqual(sameEvents);
		expect(new Set(restored.events.map(({ submissionId }) => submissionId))).toEqual(new Set(judged));
		// Mastery of the very moment of the copy: what the restored events amount to, and the living ones of the same ids.
		expect(restored.mastery).toHaveLength(people.length);
		expect(withoutDate(restored.mastery)).toEqual(foldOf(restored.events));
		expect(withoutDate(restored.mastery)).toEqual(foldOf(sameEvents));
		expect(await blobsIn(freshBlobs())).toEqual(await blobsIn(context.blobs));
		expect(readFileSync(join(place, 'fresh/secret'))).toEqual(readFileSync(join(context.config.GRADUS_DATA, 'secret')));
		expect(statSync(join(place, 'fresh/secret')).mode & 0o777).toBe(0o600);

		// The one that waited goes on waiting, first in the queue, and is judged where it was restored.
		const isWaiting = ({ submissionId }: { submissionId: string }) => submissionId === waiting;
		expect(restored.jobs.filter(isWaiting)).toEqual(living.jobs.filter(isWaiting));
		expect(restored.jobs.find(isWaiting)).toMatchObject({ state: 'queued', attempt: 0 });
		expect(await judgeFirst()).toBe(waiting);
		const after = await workIn(fresh.databaseUrl);
		expect(after.verdicts.find(isWaiting)).toMatchObject({ outcome: 'accepted' });
		expect(after.jobs).toEqual(restored.jobs.filter((job) => !isWaiting(job)));
		expect(after.mastery).toHaveLength(people.length + 1);
		expect(withoutDate(after.mastery)).toEqual(foldOf(after.events));
	});

	test('gives back every mastery value, each what its events amount to; nobody stays signed in, and a second one is refused', async () => {
		await keepBlobs(['weights']);
		const actor = await makeActor(context);
		for (const verdict of [REJECTED, ACCEPTED, REJECTED, ACCEPTED]) {
			await judge(context, actor, verdict);
			now += 60 * MINUTE_MS;
		}
		await startSession(context, actor.id, undefined);

		const { folder } = await backUp();
		await restore(folder);

		const restored = await workIn(fresh.databaseUrl);
		expect(restored).toEqual(await workIn(context.config.databaseUrl));
		expect(restored.mastery.length).toBeGreaterThan(0);
		const client = await openDatabase(fresh.databaseUrl);
		expect(await client.db.select().from(client.schema.sessions)).toEqual([]);
		await rebuildMastery({ ...context, client }, actor.id);
		await client.close();
		expect(withoutDate((await workIn(fresh.databaseUrl)).mastery)).toEqual(withoutDate(restored.mastery));
		await expectRefusal(folder);
	});

	test('leaves every place empty when it fails after the database was filled, and succeeds there afterwards', async () => {
		await keepBlobs(['weights']);
		const actor = await makeActor(context);
		await judge(context, actor, ACCEPTED);
		await startSession(context, actor.id, undefined);
		// Sessions end as the last step of a restore: this database does not let them.
		await runRaw(...(engine === 'sqlite' ? GUARD_SQLITE : GUARD_POSTGRES));
		const { folder } = await backUp();

		await expect(restore(folder)).rejects.toThrow();

		expect(readdirSync(place)).toEqual(['backups']);
		if (engine === 'postgres') expect(await blobsIn(freshBlobs())).toEqual(new Map());
		await runRaw(...(engine === 'sqlite' ? UNGUARD_SQLITE : UNGUARD_POSTGRES));
		now += MINUTE_MS;
		await restore((await backUp()).folder);
		expect((await workIn(fresh.databaseUrl)).submissions).toHaveLength(1);
		expect((await blobsIn(freshBlobs())).size).toBe(1);
	});

	/** Where something lives already, which stays as it is. */
	async function expectRefusal(folder: string): Promise<void> {
		const living = await workIn(fresh.databaseUrl);
		await expect(restore(folder)).rejects.toMatchObject({ kind: 'conflict', message: expect.stringContaining('is not empty') });
		if (engine === 'postgres') {
			const into = join(place, 'elsewhere');
			const at = { into, databaseUrl: fresh.databaseUrl };
			await expect(restoreBackup(folder, { ...at, blobs: freshBlobs() })).rejects.toMatchObject({
				message: expect.stringContaining('holds blobs already'),
			});
			await expect(restoreBackup(folder, { ...at, blobs: null })).rejects.toMatchObject({
				message: expect.stringMatching(/holds \d+ tables/),
			});
			expect(existsSync(into)).toBe(false);
		}
		expect(await workIn(fresh.databaseUrl)).toEqual(living);
		expect((await blobsIn(freshBlobs())).size).toBe(1);
	}

	async function runRaw(...statements: readonly string[]): Promise<void> {
		const { databaseUrl } = context.config;
		for (const statement of statements) {
			if (engine === 'sqlite') new Sqlite(databaseUrl.slice('file:'.length)).exec(statement).close();
			else await administer(databaseUrl, statement);
		}
	}
});

const GUARD_SQLITE = ["create trigger stays before delete on sessions begin select raise(abort, 'it stays'); end"];
const UNGUARD_SQLITE = ['drop trigger stays'];
const GUARD_POSTGRES = [
	"create function stays() returns trigger language plpgsql as $$ begin raise exception 'it stays'; end $$",
	'create trigger stays before delete on sessions for each row execute function stays()',
];
const UNGUARD_POSTGRES = ['drop trigger stays on sessions', 'drop function stays()'];
