/**
 * The grade queue: one table, leased by one compare-and-swap statement.
 * A lease names its owner and attempt; whoever lost it can neither renew nor finish (fencing).
 */
import { and, asc, count, eq, gt, inArray, lt, lte, or, sql } from 'drizzle-orm';
import type { Client, Db } from '#db/client.ts';
import { newId } from '#db/id.ts';

export const LEASE_MS = 90_000;
/** Longer than the longest LEASE_SECONDS and the longest wait after a fault. */
const LONGEST_WAIT_MS = 1_200_000;
/** Regrades have a larger number and wait behind. */
const LIVE_PRIORITY = 0;
/** A job is tried this often before staff must look: the first try and three retries. */
export const MAX_ATTEMPTS = 4;

export type Job = Client['schema']['jobs']['$inferSelect'];
export type Lane = Job['lane'];

/** The row of a new live job, for the transaction that also inserts its submission. */
export function newJob(submissionId: string, lane: Lane, now: number): Job {
	return {
		id: newId(now),
		submissionId,
		kind: 'grade',
		state: 'queued',
		lane,
		priority: LIVE_PRIORITY,
		attempt: 0,
		runAfter: new Date(now),
		leaseOwner: null,
		leaseUntil: null,
		lastError: null,
		createdAt: new Date(now),
		regradeId: '',
	};
}

/** What a job keeps of its faults: how often we failed, which leases do not tell since kills use them up too, and why the last time. */
export interface JobFaults {
	readonly count: number;
	readonly last: string;
}

/** As `lastError` holds it; the log says the same line. */
export function faultText({ count: n, last }: JobFaults): string {
	return `${n}. fault: ${last}`;
}

export function faultsOf({ lastError }: Pick<Job, 'lastError'>): JobFaults {
	const [, n, last] = /^(\d+)\. fault: ([\s\S]*)$/.exec(lastError ?? '') ?? [];
	return n === undefined || last === undefined ? { count: 0, last: lastError ?? '' } : { count: Number(n), last };
}

/** Leases the next due job of the lane, or gives undefined. Two owners never get the same job. */
export async function leaseJob(
	client: Client,
	request: { owner: string; now: number; lane?: Lane; leaseMs?: number },
): Promise<Job | undefined> {
	const { jobs } = client.schema;
	const now = new Date(request.now);
	// No wait and no lease reaches so far: a clock was set back since, and would hold the job until it has caught up.
	const beyond = new Date(request.now + LONGEST_WAIT_MS);
	// Repeated in the outer WHERE: PostgreSQL re-checks only that one after waiting for a row lock.
	const due = and(
		or(
			and(eq(jobs.state, 'queued'), or(lte(jobs.runAfter, now), gt(jobs.runAfter, beyond))),
			and(eq(jobs.state, 'running'), or(lt(jobs.leaseUntil, now), gt(jobs.leaseUntil, beyond))),
		),
		request.lane === undefined ? undefined : eq(jobs.lane, request.lane),
	);
	const next = client.db
		.select({ id: jobs.id })
		.from(jobs)
		.where(due)
		.orderBy(asc(jobs.priority), asc(jobs.runAfter), asc(jobs.id))
		.limit(1);
	const leased = await client.db
		.update(jobs)
		.set({
			state: 'running',
			leaseOwner: request.owner,
			leaseUntil: new Date(request.now + (request.leaseMs ?? LEASE_MS)),
			attempt: sql`${jobs.attempt} + 1`,
		})
		.where(and(inArray(jobs.id, next), due))
		.returning();
	return leased[0];
}

/** The condition under which a lease still holds. */
export function holdsLease(client: Client, job: Job) {
	const { jobs } = client.schema;
	return and(eq(jobs.id, job.id), eq(jobs.state, 'running'), eq(jobs.leaseOwner, job.leaseOwner ?? ''), eq(jobs.attempt, job.attempt));
}

/** Fenced delete, to be the guard of the transaction that writes the verdict. */
export function deleteLeasedJob(client: Client, db: Db, job: Job) {
	const { jobs } = client.schema;
	return db.delete(jobs).where(holdsLease(client, job)).returning({ id: jobs.id });
}

/** False when the lease was lost. */
export async function renewLease(client: Client, job: Job, now: number, leaseMs = LEASE_MS): Promise<boolean> {
	const { jobs } = client.schema;
	const rows = await client.db
		.update(jobs)
		.set({ leaseUntil: new Date(now + leaseMs) })
		.where(holdsLease(client, job))
		.returning({ id: jobs.id });
	return rows.length === 1;
}

/** Puts a leased job back, to run after a delay. False when the lease was lost. */
export async function retryLater(
	client: Client,
	job: Job,
	options: { now: number; delayMs: number; error: string | null },
): Promise<boolean> {
	const { jobs } = client.schema;
	const rows = await client.db
		.update(jobs)
		.set({
			state: 'queued',
			leaseOwner: null,
			leaseUntil: null,
			runAfter: new Date(options.now + options.delayMs),
			lastError: options.error,
		})
		.where(holdsLease(client, job))
		.returning({ id: jobs.id });
	return rows.length === 1;
}

/** Our fault and we cannot mend it alone: staff must look, nothing counts. False when the lease was lost. */
export async function needStaff(client: Client, job: Job, options: { now: number; error: string }): Promise<boolean> {
	const { jobs } = client.schema;
	const rows = await client.db
		.update(jobs)
		.set({ state: 'needs-staff', leaseOwner: null, leaseUntil: null, lastError: options.error })
		.where(holdsLease(client, job))
		.returning({ id: jobs.id });
	return rows.length === 1;
}

/** The live job: regrades of a submission have jobs of their own. */
export async function selectOptionalJob(client: Client, submissionId: string): Promise<Job | undefined> {
	const { jobs } = client.schema;
	const rows = await client.db
		.select()
		.from(jobs)
		.where(and(eq(jobs.submissionId, submissionId), eq(jobs.kind, 'grade')))
		.limit(1);
	return rows[0];
}

/** Each live job that waits or runs, with how many of its lane came before it. */
export async function listOpenJobs(client: Client): Promise<{ submissionId: string; isRunning: boolean; ahead: number }[]> {
	const { jobs } = client.schema;
	const before = sql<number>`rank() over (partition by ${jobs.lane} order by ${jobs.createdAt}) - 1`;
	const rows = await client.db
		.select({ submissionId: jobs.submissionId, state: jobs.state, ahead: before })
		.from(jobs)
		// Live jobs alone have this priority, and the index has it: a regrade of thousands that waits behind them is not read.
		.where(and(eq(jobs.kind, 'grade'), eq(jobs.priority, LIVE_PRIORITY), inArray(jobs.state, ['queued', 'running'])));
	return rows.map(({ submissionId, state, ahead }) => ({ submissionId, isRunning: state === 'running', ahead: Number(ahead) }));
}

/** Live jobs by state, for /metrics and the queue limit: regrades wait behind them. */
export async function countJobsByState(client: Client): Promise<Record<string, number>> {
	const { jobs } = client.schema;
	const rows = await client.db.select({ state: jobs.state, n: count() }).from(jobs).where(eq(jobs.kind, 'grade')).groupBy(jobs.state);
	return Object.fromEntries(rows.map((row) => [row.state, Number(row.n)]));
}

/** When the submission came in that waits longest: queued, or left by a grader whose lease has run out. Null for none. */
export async function oldestWaitingJob(client: Client, now: number): Promise<Date | null> {
	const { jobs } = client.schema;
	const isLeft = and(eq(jobs.state, 'running'), lt(jobs.leaseUntil, new Date(now)));
	const rows = await client.db
		.select({ createdAt: jobs.createdAt })
		.from(jobs)
		.where(and(eq(jobs.kind, 'grade'), or(eq(jobs.state, 'queued'), isLeft)))
		.orderBy(asc(jobs.createdAt))
		.limit(1);
	return rows[0]?.createdAt ?? null;
}

/** Jobs of one learner that wait or run. */
export async function countOpenJobsOfUser(client: Client, userId: string): Promise<number> {
	const { jobs, submissions } = client.schema;
	const rows = await client.db
		.select({ n: count() })
		.from(jobs)
		.innerJoin(submissions, eq(submissions.id, jobs.submissionId))
		.where(and(eq(submissions.userId, userId), eq(jobs.kind, 'grade'), inArray(jobs.state, ['queued', 'running'])));
	return Number(rows[0]?.n ?? 0);
}
