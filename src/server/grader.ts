/**
 * The grader loop: two lanes, each leases one job at a time, keeps its lease alive, judges, records. Our faults are retried with growing waits in a
 * fresh child, then go to staff; a kill by an outsider is tried once more, and counts as out-of-memory when it happens again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Verdict } from '#contract/grading.ts';
import { type Job, type Lane, leaseJob, MAX_ATTEMPTS, needStaff, renewLease, retryLater } from '#db/store/jobs.ts';
import { type Submission, selectSubmission } from '#db/store/submissions.ts';
import { verdictOfEnd } from '#grading/core/verdict.ts';
import { KilledByOutsider } from '#grading/sandbox/child-process.ts';
import type { Pool } from '#grading/sandbox/pool.ts';
import { type Graded, gradeSubmission, type SubmissionInput } from '#grading/sandbox/run-submission.ts';
import type { Context } from './context.ts';
import { writeGraderStatus } from './grader-status.ts';
import { recordVerdict } from './record-verdict.ts';

const RENEW_MS = 15_000;
const STATUS_MS = 4_000;
const IDLE_MS = 100;
const BACKOFF_MS = 2_000;
const LANES: readonly Lane[] = ['quick', 'weights'];

export interface GraderOptions {
	readonly pool: Pool;
	readonly owner: string;
	/** Reads everything that a submission is judged by. */
	readonly prepare: (context: Context, submission: Submission) => Promise<SubmissionInput>;
	readonly signal: AbortSignal;
	/** First wait after a fault of ours; tests shorten it. */
	readonly backoffMs?: number;
}

/** Runs until the signal; resolves when both lanes have let go. */
export async function runGrader(context: Context, options: GraderOptions): Promise<void> {
	const status = () => writeGraderStatus(context, { pid: process.pid, layer: options.pool.layers.name, healthy: true, detail: '' });
	status();
	const timer = setInterval(status, STATUS_MS);
	try {
		await Promise.all(LANES.map((lane) => runLane(context, lane, options)));
	} finally {
		clearInterval(timer);
	}
}

async function runLane(context: Context, lane: Lane, options: GraderOptions): Promise<void> {
	while (!options.signal.aborted) {
		let waitMs = IDLE_MS;
		try {
			if (await gradeNext(context, lane, options)) continue;
		} catch (error) {
			// The lease runs out by itself, and the job is tried again.
			context.log.error({ event: 'grader-fault', lane, err: error });
			waitMs = BACKOFF_MS;
		}
		await sleep(waitMs, undefined, { signal: options.signal }).catch(() => undefined);
	}
}

/** Judges the next job of the lane. False when there was none. */
export async function gradeNext(context: Context, lane: Lane, options: GraderOptions): Promise<boolean> {
	const job = await leaseJob(context.client, { owner: options.owner, now: context.now(), lane });
	if (job === undefined) return false;
	const heartbeat = setInterval(() => {
		renewLease(context.client, job, context.now()).catch((error: unknown) =>
			context.log.error({ event: 'lease-not-renewed', job: job.id, err: error }),
		);
	}, RENEW_MS);
	try {
		await gradeJob(context, job, options);
	} finally {
		clearInterval(heartbeat);
	}
	return true;
}

async function gradeJob(context: Context, job: Job, options: GraderOptions): Promise<void> {
	let graded: Graded;
	try {
		const submission = await selectSubmission(context.client, job.submissionId);
		const input = await options.prepare(context, submission);
		graded = await judgeTwiceWhenKilled(input, options.pool);
		if (options.signal.aborted) return;
		if (graded.verdict.outcome !== 'unavailable') return await record(context, job, submission, graded.verdict);
	} catch (error) {
		graded = {
			verdict: verdictOfEnd('unavailable', { durationMs: 0 }),
			fault: error instanceof Error ? (error.stack ?? error.message) : String(error),
		};
	}
	if (!options.signal.aborted) await putBack(context, job, graded.fault ?? 'unavailable', options.backoffMs ?? BACKOFF_MS);
}

async function record(context: Context, job: Job, submission: Submission, verdict: Verdict): Promise<void> {
	const isOurs = await recordVerdict(context, { job, submission, verdict });
	context.log.info({ event: isOurs ? 'verdict' : 'lease-lost', job: job.id, submission: submission.id, outcome: verdict.outcome });
}

async function judgeTwiceWhenKilled(input: SubmissionInput, pool: Pool): Promise<Graded> {
	try {
		return await gradeSubmission(input, pool);
	} catch (error) {
		if (!(error instanceof KilledByOutsider)) throw error;
	}
	try {
		return await gradeSubmission(input, pool);
	} catch (error) {
		if (!(error instanceof KilledByOutsider)) throw error;
		// Twice in two children: the kernel found it too large.
		return { verdict: verdictOfEnd('out-of-memory', { durationMs: 0 }) };
	}
}

async function putBack(context: Context, job: Job, fault: string, backoffMs: number): Promise<void> {
	const now = context.now();
	context.log.error({ event: 'not-judged', job: job.id, attempt: job.attempt, fault });
	if (job.attempt >= MAX_ATTEMPTS) await needStaff(context.client, job, { now, error: fault });
	else await retryLater(context.client, job, { now, delayMs: backoffMs * 2 ** (job.attempt - 1), error: fault });
}
