/**
 * The grader loop: a few lanes, each leases one job at a time, keeps its lease alive, judges, records. None leases a job before a known-good
 * submission was accepted, at the start and again after a fault of ours in any. Such a fault puts the job back with a growing wait; after the fourth
 * recorded one, or the first that nothing mends, it goes to staff. A grader that is told to stop gives its jobs back at once, and one that was killed
 * leaves them to their leases: neither records a fault.
 */
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Verdict } from '#contract/grading.ts';
import type { WhichVersion } from '#contract/regrade.ts';
import { storageFaultOf } from '#db/storage-fault.ts';
import {
	faultsOf,
	faultText,
	type Job,
	type Lane,
	LEASE_MS,
	leaseJob,
	MAX_ATTEMPTS,
	needStaff,
	renewLease,
	retryLater,
} from '#db/store/jobs.ts';
import { selectOptionalRegrade } from '#db/store/regrades.ts';
import { type Submission, selectSubmission } from '#db/store/submissions.ts';
import { verdictOfEnd } from '#grading/core/verdict.ts';
import { findSandboxFault } from '#grading/sandbox/canary.ts';
import type { Graded, SubmissionInput } from '#grading/sandbox/grade-once.ts';
import type { Pool } from '#grading/sandbox/pool.ts';
import { gradeSubmission } from '#grading/sandbox/run-submission.ts';
import type { Context } from './context.ts';
import { keepGraderStatus } from './grader-status.ts';
import { VersionGone } from './lab-versions.ts';
import { describeError } from './logged-error.ts';
import { recordRegrade, recordRegradeFault } from './record-regrade.ts';
import { recordVerdict } from './record-verdict.ts';

const IDLE_MS = 100;
const BACKOFF_MS = 2_000;
/** Quick jobs that one grader judges at once: two measured better than one (docs/benchmarks/grading.md), more was not tried. */
export const AT_ONCE = Math.min(2, availableParallelism());

export interface GraderOptions {
	readonly pool: Pool;
	readonly owner: string;
	/** Reads everything that a submission is judged by. */
	readonly prepare: (context: Context, submission: Submission, which: WhichVersion) => Promise<SubmissionInput>;
	readonly signal: AbortSignal;
	/** First wait after a fault of ours; tests shorten it. */
	readonly backoffMs?: number;
	/** How long a lease outlives its grader; tests shorten it. */
	readonly leaseMs?: number;
	readonly atOnce?: number;
}

/** Of all lanes: they share one sandbox. */
interface Health {
	/** Null when the canary passed last, else why it did not. */
	fault: string | null;
	/** A job has failed since the canary was asked last; while it is asked, `wait` stands for the doubt. */
	isInDoubt: boolean;
	/** The wait for the canary, which all lanes share. */
	wait?: Promise<void> | undefined;
}

/** Runs until the signal; resolves when all lanes have let go. */
export async function runGrader(context: Context, options: GraderOptions): Promise<void> {
	const health: Health = { fault: 'The known-good submission has not been judged yet.', isInDoubt: false };
	const status = await keepGraderStatus(context, { owner: options.owner, layer: options.pool.layers.name, fault: () => health.fault });
	try {
		await whenSound(context, options, health);
		await status.renew();
		const lanes: readonly Lane[] = [...Array.from({ length: options.atOnce ?? AT_ONCE }, () => 'quick' as const), 'weights'];
		// One behind the other, so that idle ones look in turn.
		const begin = (n: number) => pause((n * IDLE_MS) / lanes.length, options.signal);
		await Promise.all(lanes.map((lane, n) => begin(n).then(() => runLane(context, lane, options, health))));
	} finally {
		await status.end();
	}
}

async function whenSound(context: Context, options: GraderOptions, health: Health): Promise<void> {
	if (health.fault === null && !health.isInDoubt && health.wait === undefined) return;
	health.wait ??= untilSound(context, options, health).finally(() => {
		health.wait = undefined;
	});
	await health.wait;
}

/** Waits for the canary; submissions stay queued meanwhile. */
async function untilSound(context: Context, options: GraderOptions, health: Health): Promise<void> {
	while (!options.signal.aborted) {
		health.isInDoubt = false;
		health.fault = await findSandboxFault(options.pool);
		if (health.fault === null && !health.isInDoubt) return;
		if (health.fault !== null && !options.signal.aborted) context.log.error({ event: 'sandbox-unsound', fault: health.fault });
		await pause(options.backoffMs ?? BACKOFF_MS, options.signal);
	}
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
	await sleep(ms, undefined, { signal }).catch(() => undefined);
}

async function runLane(context: Context, lane: Lane, options: GraderOptions, health: Health): Promise<void> {
	while (!options.signal.aborted) {
		let waitMs = IDLE_MS;
		try {
			await whenSound(context, options, health);
			if (options.signal.aborted) return;
			const done = await gradeNext(context, lane, options);
			if (done === 'fault') health.isInDoubt = true;
			if (done !== 'idle') continue;
		} catch (error) {
			// The lease runs out by itself, and the job is tried again.
			context.log.error({ event: 'grader-fault', lane, err: error });
			waitMs = BACKOFF_MS;
		}
		await pause(waitMs, options.signal);
	}
}

/** Judges the next job of the lane. `idle` when there was none, `fault` when it was put back for one of ours, `stopped` when it was given back. */
export async function gradeNext(context: Context, lane: Lane, options: GraderOptions): Promise<'idle' | 'done' | 'fault' | 'stopped'> {
	const leaseMs = options.leaseMs ?? LEASE_MS;
	const job = await leaseJob(context.client, { owner: options.owner, now: context.now(), lane, leaseMs });
	if (job === undefined) return 'idle';
	const heartbeat = setInterval(() => {
		renewLease(context.client, job, context.now(), leaseMs).catch((error: unknown) =>
			context.log.error({ event: 'lease-not-renewed', job: job.id, err: error }),
		);
	}, leaseMs / 6);
	try {
		return await gradeJob(context, job, options);
	} finally {
		clearInterval(heartbeat);
	}
}

async function gradeJob(context: Context, job: Job, options: GraderOptions): Promise<'done' | 'fault' | 'stopped'> {
	let graded: Graded;
	let isForGood = false;
	try {
		const submission = await selectSubmission(context.client, job.submissionId);
		const input = await options.prepare(context, submission, await versionFor(context, job));
		graded = await gradeSubmission(input, options.pool);
		if (!options.signal.aborted && graded.verdict.outcome !== 'unavailable') {
			await record(context, job, submission, graded.verdict);
			return 'done';
		}
	} catch (error) {
		if (storageFaultOf(error) !== null) {
			await letGo(context, job, options);
			throw error;
		}
		// The sandbox has no part in it either.
		isForGood = error instanceof VersionGone;
		graded = {
			verdict: verdictOfEnd('unavailable', { durationMs: 0 }),
			fault: describeError(error),
		};
	}
	if (options.signal.aborted) {
		// Whatever was said of it: its child may have been put away in the middle.
		await letGo(context, job, options);
		return 'stopped';
	}
	const fault = { text: graded.fault ?? 'unavailable', isForGood };
	await putBack(context, job, fault, options.backoffMs ?? BACKOFF_MS);
	return isForGood ? 'done' : 'fault';
}

async function versionFor(context: Context, { kind, regradeId }: Job): Promise<WhichVersion> {
	const regrade = kind === 'regrade' ? await selectOptionalRegrade(context.client, regradeId) : undefined;
	return regrade?.which ?? 'submitted';
}

const EVENTS = { grade: 'verdict', regrade: 'regrade-verdict' } as const;

/** For a fault of the database, or the end of this grader: no try of the job is charged for either. Where even this cannot be written, the lease runs out. */
async function letGo({ client, now }: Context, job: Job, { signal, backoffMs = BACKOFF_MS }: GraderOptions): Promise<void> {
	// Another grader may be there already: nobody waits for this one's upgrade.
	await retryLater(client, job, { now: now(), delayMs: signal.aborted ? 0 : backoffMs, error: job.lastError });
}

async function record(context: Context, job: Job, submission: Submission, verdict: Verdict): Promise<void> {
	const isOurs =
		job.kind === 'regrade' ? await recordRegrade(context, job, verdict) : await recordVerdict(context, { job, submission, verdict });
	const { outcome, lent } = verdict;
	const told = { job: job.id, submission: submission.id, outcome, ...(lent === undefined ? {} : { lent }) };
	context.log.info({ event: isOurs ? EVENTS[job.kind] : 'lease-lost', ...told });
}

async function putBack(context: Context, job: Job, fault: { text: string; isForGood: boolean }, backoffMs: number): Promise<void> {
	const now = context.now();
	const faults = faultsOf(job).count + 1;
	const error = faultText({ count: faults, last: fault.text });
	const isLast = fault.isForGood || faults >= MAX_ATTEMPTS;
	context.log.error({ event: 'not-judged', job: job.id, attempt: job.attempt, fault: error });
	if (isLast && job.kind === 'regrade') await recordRegradeFault(context, job, error);
	else if (isLast) await needStaff(context.client, job, { now, error });
	else await retryLater(context.client, job, { now, delayMs: backoffMs * 2 ** (faults - 1), error });
}
