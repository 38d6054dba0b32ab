/** One suite for every engine: what a query promises holds on SQLite and on PostgreSQL. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, isForeignKeyViolation, isUniqueViolation } from '#db/client.ts';
import { newId } from '#db/id.ts';
import { countUploadsSince, insertCheckpoint, listOwnedCheckpoints } from '#db/store/checkpoints.ts';
import { listVersions, selectOptionalDraft, upsertDraft } from '#db/store/drafts.ts';
import {
	deleteLeasedJob,
	faultsOf,
	faultText,
	LEASE_MS,
	leaseJob,
	listOpenJobs,
	needStaff,
	renewLease,
	retryLater,
	selectOptionalJob,
} from '#db/store/jobs.ts';
import { countSubmissionsSince, insertSubmission, listSubmissions, selectSubmission } from '#db/store/submissions.ts';
import { ENGINES, makeSubmission, makeUser, openTestDatabase, type TestDatabase } from '../support/database.ts';

describe.each(ENGINES)('store on %s', (engine) => {
	let database: TestDatabase;
	let client: Client;
	const later = () => Date.now() + 1_000;

	beforeAll(async () => {
		database = await openTestDatabase(engine);
		client = database.client;
	});
	afterAll(() => database.close());

	async function drainJobs() {
		await client.db.delete(client.schema.jobs);
	}

	test('every column kind comes back as the value that went in', async () => {
		const userId = await makeUser(client, { isDemo: true, helpCap: 3 });

		const rows = await client.db.select().from(client.schema.users);

		const row = rows.find((user) => user.id === userId);
		expect(row?.isDemo).toBe(true);
		expect(row?.helpCap).toBe(3);
		expect(row?.createdAt).toBeInstanceOf(Date);
		expect(row?.deletedAt).toBeNull();
	});

	test('the same idempotency key gives the same submission and one job', async () => {
		await drainJobs();
		const userId = await makeUser(client);
		const first = await makeSubmission(client, userId);
		const stored = await selectSubmission(client, first);

		const again = await insertSubmission(client, { ...stored, id: newId() }, 'quick');

		expect(again).toEqual({ id: first, isNew: false });
		expect(await client.db.select().from(client.schema.jobs)).toHaveLength(1);
	});

	test('an unknown user is a foreign-key violation and leaves no submission behind', async () => {
		const attempt = makeSubmission(client, 'nobody');

		await expect(attempt).rejects.toSatisfy(isForeignKeyViolation);
	});

	test('two users cannot share a username', async () => {
		await makeUser(client, { username: 'ada' });

		await expect(makeUser(client, { username: 'ada' })).rejects.toSatisfy(isUniqueViolation);
	});

	test('a failed guard undoes every write after it', async () => {
		const { users } = client.schema;
		const userId = await makeUser(client);
		const { eq } = await import('drizzle-orm');

		const result = await client.atomically(
			(db) => [
				db.update(users).set({ helpCap: 1 }).where(eq(users.id, 'nobody')).returning(),
				db.update(users).set({ helpCap: 0 }).where(eq(users.id, userId)),
			],
			{ guard: true },
		);

		expect(result).toBeUndefined();
		const rows = await client.db.select().from(users).where(eq(users.id, userId));
		expect(rows[0]?.helpCap).toBe(5);
	});

	test('16 owners lease 40 jobs, each exactly once', async () => {
		await drainJobs();
		const userId = await makeUser(client);
		for (let n = 0; n < 40; n++) await makeSubmission(client, userId);

		const leasedBy = async (owner: string) => {
			const mine: string[] = [];
			for (let job = await leaseJob(client, { owner, now: later() }); job; job = await leaseJob(client, { owner, now: later() }))
				mine.push(job.id);
			return mine;
		};
		const leased = (await Promise.all(Array.from({ length: 16 }, (_, n) => leasedBy(`owner-${n}`)))).flat();

		expect(leased).toHaveLength(40);
		expect(new Set(leased).size).toBe(40);
	});

	test('a job keeps how often we failed and why the last time, whatever the fault says', () => {
		for (const fault of [
			{ count: 1, last: 'The sandbox ended by code 70.\n    at a line' },
			{ count: 12, last: '3. fault: quoted' },
			{ count: 4, last: '' },
		])
			expect(faultsOf({ lastError: faultText(fault) })).toEqual(fault);
		expect(faultsOf({ lastError: null })).toEqual({ count: 0, last: '' });
		expect(faultsOf({ lastError: 'of another time' })).toEqual({ count: 0, last: 'of another time' });
	});

	test('an expired lease goes to the next owner, and the first can neither renew nor finish', async () => {
		await drainJobs();
		await makeSubmission(client, await makeUser(client));
		const now = later();
		const first = await leaseJob(client, { owner: 'a', now });
		if (!first) throw new Error('no job was leased');

		const second = await leaseJob(client, { owner: 'b', now: now + LEASE_MS + 1 });

		expect(second?.attempt).toBe(2);
		expect(await renewLease(client, first, now)).toBe(false);
		expect(await retryLater(client, first, { now, delayMs: 0, error: 'late' })).toBe(false);
		expect(await client.atomically((db) => [deleteLeasedJob(client, db, first)], { guard: true })).toBeUndefined();
		expect(await selectOptionalJob(client, first.submissionId)).toBeDefined();
	});

	test('a retried job waits for its delay, and one for staff is never leased', async () => {
		await drainJobs();
		await makeSubmission(client, await makeUser(client));
		const now = later();
		const job = await leaseJob(client, { owner: 'a', now });
		if (!job) throw new Error('no job was leased');
		await retryLater(client, job, { now, delayMs: 5_000, error: 'child died' });

		const early = await leaseJob(client, { owner: 'a', now: now + 4_000 });
		const inTime = await leaseJob(client, { owner: 'a', now: now + 5_000 });
		if (!inTime) throw new Error('the job did not come back');
		await needStaff(client, inTime, { now, error: 'again' });

		expect(early).toBeUndefined();
		expect(await leaseJob(client, { owner: 'a', now: now + 10 * LEASE_MS })).toBeUndefined();
	});

	test('lanes do not take from each other, and the queue position counts only its lane', async () => {
		await drainJobs();
		const userId = await makeUser(client);
		const stored = await selectSubmission(client, await makeSubmission(client, userId));
		await insertSubmission(
			client,
			{ ...stored, id: newId(), idempotencyKey: crypto.randomUUID(), createdAt: new Date(Date.now() + 5) },
			'weights',
		);
		const second = await makeSubmission(client, userId, { createdAt: new Date(Date.now() + 10) });

		expect((await listOpenJobs(client)).find(({ submissionId }) => submissionId === second)).toMatchObject({ isRunning: false, ahead: 1 });
		expect((await leaseJob(client, { owner: 'a', now: later(), lane: 'weights' }))?.lane).toBe('weights');
		expect(await leaseJob(client, { owner: 'a', now: later(), lane: 'weights' })).toBeUndefined();
	});

	test('a draft based on an older revision changes nothing', async () => {
		const userId = await makeUser(client);
		const row = { userId, labId: 'causal-attention', name: '', code: 'one', labVersion: 1, basedOn: 0, now: Date.now() };
		const first = await upsertDraft(client, row);
		const second = await upsertDraft(client, { ...row, code: 'two', basedOn: 1 });

		const stale = await upsertDraft(client, { ...row, code: 'three', basedOn: 1 });
		const restart = await upsertDraft(client, { ...row, code: 'four', basedOn: 0 });

		expect([first?.revision, second?.revision]).toEqual([1, 2]);
		expect([stale, restart]).toEqual([undefined, undefined]);
		expect((await selectOptionalDraft(client, userId, 'causal-attention'))?.code).toBe('two');
	});

	test('named versions are listed newest first, without the autosaved draft', async () => {
		const userId = await makeUser(client);
		const row = { userId, labId: 'causal-attention', code: 'x', labVersion: 1, basedOn: 0 };
		for (const [n, name] of ['', 'before the mask', 'after'].entries()) await upsertDraft(client, { ...row, name, now: 1_000 + n });

		const names = (await listVersions(client, userId, 'causal-attention')).map((draft) => draft.name);

		expect(names).toEqual(['after', 'before the mask']);
	});

	test('weights belong to who uploaded them, and the same bytes again are no error', async () => {
		const [ada, bob] = [await makeUser(client), await makeUser(client)];
		const row = { userId: ada, sha256: 'a'.repeat(64), sizeBytes: 100, now: Date.now() };
		await insertCheckpoint(client, row);
		await insertCheckpoint(client, row);

		expect(await listOwnedCheckpoints(client, ada, [row.sha256])).toEqual([{ sha256: row.sha256, sizeBytes: 100 }]);
		expect(await listOwnedCheckpoints(client, bob, [row.sha256])).toEqual([]);
		expect(await countUploadsSince(client, ada, 0)).toEqual({ uploads: 1, sizeBytes: 100 });
	});

	test('submissions are counted per lab since a time and listed newest first', async () => {
		const userId = await makeUser(client);
		const old = await makeSubmission(client, userId, { createdAt: new Date(1_000) });
		const recent = await makeSubmission(client, userId);
		await makeSubmission(client, userId, { labId: 'train-gpt' });

		expect(await countSubmissionsSince(client, userId, 'causal-attention', 2_000)).toBe(1);
		expect((await listSubmissions(client, userId, 'causal-attention')).map((row) => row.submission.id)).toEqual([recent, old]);
	});
});
