/** Keeps what the sandbox said of a submission that is judged again: in the regrade's item, never in the verdict. */
import { isDeepStrictEqual } from 'node:util';
import type { Verdict } from '#contract/grading.ts';
import type { Job } from '#db/store/jobs.ts';
import { recordItem } from '#db/store/regrades.ts';
import { selectOptionalVerdict } from '#db/store/submissions.ts';
import type { Context } from './context.ts';

/** False when the lease was lost, which discarding does too: nothing was written. */
export async function recordRegrade(context: Context, job: Job, verdict: Verdict): Promise<boolean> {
	const before = await selectOptionalVerdict(context.client, job.submissionId);
	const isChanged = before !== undefined && !readsAlike(before.verdict, verdict);
	return recordItem(context.client, job, { state: 'judged', after: verdict, isChanged, now: context.now() });
}

/** A fault of ours, after every retry: the item changes nothing. */
export function recordRegradeFault(context: Context, job: Job): Promise<boolean> {
	return recordItem(context.client, job, { state: 'needs-staff', after: null, isChanged: false, now: context.now() });
}

/** What made a verdict, how long it took and what the code printed may differ without anybody reading something else. */
export function readsAlike(a: Verdict, b: Verdict): boolean {
	return isDeepStrictEqual(readable(a), readable(b));
}

function readable({ outcome, kind, diagnosis, message, line, column, checks, weights }: Verdict): unknown {
	const measured = weights?.map(({ standardError: _, count: __, ...rest }) => rest);
	// As it comes out of the database, where an absent field and an undefined one are the same.
	return JSON.parse(JSON.stringify({ outcome, kind, diagnosis, message, line, column, checks, measured }));
}
