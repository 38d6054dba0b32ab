/** A live job whose judging fails for a fault of ours is tried four times, each after a longer wait, and goes to staff after the fourth: never to a verdict. */
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '#contract/user.ts';
import { type Job, LEASE_MS, leaseJob, MAX_ATTEMPTS, selectOptionalJob } from '#db/store/jobs.ts';
import { selectSubmission } from '#db/store/submissions.ts';
import { Pool } from '#grading/sandbox/pool.ts';
import { getSubmissionView } from '#server/get-submission.ts';
import { type GraderOptions, gradeNext } from '#server/grader.ts';
import { childrenThat } from '../sandbox/support/broken-children.ts';
import { doublingLab } from '../sandbox/support/doubling.ts';
import { ENGINES, makeSubmission } from '../support/database.ts';
import { type LearningTest, makeActor, openLearningTest } from '../support/learning.ts';

const BACKOFF_MS = 1_000;
/** After the first, the second and the third fault. */
const WAITS_MS = [1_000, 2_000, 4_000];
const HOUR_MS = 3_600_000;

type Prepare = GraderOptions['prepare'];
const works: Prepare = async (_, { code }) => ({ ...doublingLab().input, code });
const fails: Prepare = async () => {
	throw new Error('The lab cannot be read.');
};
const UNREADABLE = /The lab cannot be read\./;
/** What is ours and breaks each time, and what staff read of it. */
const FAULTS: readonly (readonly [string, Prepare, RegExp])[] = [
	['what it is judged by cannot be read', fails, UNREADABLE],
	['no sandbox boots', works, /The sandbox ended by code 70 before it had a submission\./],
];

describe.each(ENGINES)('a live job on %s', (engine) => {
	let at: LearningTest;
	let ada: Actor;
	let id: string;
	let pool: Pool;

	beforeEach(async () => {
		at = await openLearningTest(engine);
		ada = await makeActor(at.context);
		id = await makeSubmission(at.context.client, ada.id, { createdAt: new Date(at.context.now()) });
		// None is kept ahead, or one that ends would be told of instead of the one that is asked for.
		pool = new Pool({ layers: childrenThat('process.exit(70)'), folder: tmpdir(), size: 0 });
	});
	afterEach(async () => {
		await pool.close();
		await at.close();
	});

	const next = (prepare: Prepare) =>
		gradeNext(at.context, 'quick', { pool, owner: 'g', prepare, signal: new AbortController().signal, backoffMs: BACKOFF_MS });
	const theJob = async (): Promise<Job> => {
		const job = await selectOptionalJob(at.context.client, id);
		if (job === undefined) throw new Error('The job is gone.');
		return job;
	};
	const view = async () => getSubmissionView(at.context, await selectSubmission(at.context.client, id));
	const written = async () => {
		const { db, schema } = at.context.client;
		return [await db.select().from(schema.verdicts), await db.select().from(schema.events)].flat();
	};
	/** Fails once, and must be put back for so long: not a millisecond earlier is it tried again. */
	const expectPutBack = async (prepare: Prepare, reason: RegExp, n: number, waitMs: number) => {
		expect(await next(prepare)).toBe('fault');
		const { state, lastError, leaseOwner, leaseUntil, runAfter } = await theJob();
		expect({ state, leaseOwner, leaseUntil }).toEqual({ state: 'queued', leaseOwner: null, leaseUntil: null });
		expect(lastError).toMatch(new RegExp(`^${n}\\. fault: `));
		expect(lastError).toMatch(reason);
		expect(runAfter.getTime() - at.context.now()).toBe(waitMs);
		// No grader has said that it is up.
		expect(await view()).toMatchObject({ state: 'waiting', ahead: 0 });
		expect(await written()).toEqual([]);
		at.later(waitMs - 1);
		expect(await next(prepare)).toBe('idle');
		at.later(1);
	};
	const expectStaff = async (prepare: Prepare, reason: RegExp) => {
		expect(await next(prepare)).toBe('fault');
		const job = await theJob();
		expect(job).toMatchObject({ state: 'needs-staff', leaseOwner: null, leaseUntil: null });
		expect(job.lastError).toMatch(new RegExp(`^${MAX_ATTEMPTS}\\. fault: `));
		expect(job.lastError).toMatch(reason);
		const seen = await view();
		expect(seen).toMatchObject({ id, state: 'needs-staff' });
		expect(seen).not.toHaveProperty('verdict');
		expect(await written()).toEqual([]);
		// Nobody but staff brings it back.
		at.later(HOUR_MS);
		expect(await next(prepare)).toBe('idle');
		expect(await theJob()).toEqual(job);
	};

	it.each(FAULTS)('goes to staff after the fourth fault and not before, when %s', async (_, prepare, reason) => {
		expect(MAX_ATTEMPTS).toBe(WAITS_MS.length + 1);
		for (const [before, waitMs] of WAITS_MS.entries()) await expectPutBack(prepare, reason, before + 1, waitMs);
		await expectStaff(prepare, reason);
	});

	it('that graders left without a word is tried as often as one that none left', async () => {
		const lost = MAX_ATTEMPTS + 2;
		for (let n = 0; n < lost; n++) {
			expect(await leaseJob(at.context.client, { owner: 'killed', now: at.context.now(), lane: 'quick' })).toMatchObject({
				attempt: n + 1,
			});
			at.later(LEASE_MS + 1);
		}
		for (const [before, waitMs] of WAITS_MS.entries()) await expectPutBack(fails, UNREADABLE, before + 1, waitMs);
		await expectStaff(fails, UNREADABLE);
		expect(await theJob()).toMatchObject({ attempt: lost + MAX_ATTEMPTS });
	});
});
