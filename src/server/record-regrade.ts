/** Keeps what the sandbox said of a submission that is judged again: in the regrade's item, never in the verdict. */
import { isDeepStrictEqual } from 'node:util';
import type { Verdict } from '#contract/grading.ts';
import type { Job } from '#db/store/jobs.ts';
import { recordItem, selectOptionalItem } from '#db/store/regrades.ts';
import type { Context } from './context.ts';
import { reasonOfFault } from './fault-reason.ts';

/** False when the lease was lost, which discarding does too: nothing was written. */
export async function recordRegrade(context: Context, job: Job, verdict: Verdict): Promise<boolean> {
	const item = await selectOptionalItem(context.client, job);
	// Against what the table shows as before: what is in force by now may be another verdict, which is left alone anyway.
	const isChanged = item !== undefined && !readsAlike(item.before, verdict);
	return recordItem(context.client, job, { state: 'judged', after: verdict, isChanged, reason: null, now: context.now() });
}

/** A fault of ours, after every retry: the item changes nothing, and says why. */
export function recordRegradeFault(context: Context, job: Job, fault: string): Promise<boolean> {
	const reason = reasonOfFault(fault);
	return recordItem(context.client, job, { state: 'needs-staff', after: null, isChanged: false, reason, now: context.now() });
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
