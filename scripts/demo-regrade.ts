/** A regrade that the demo's instructor applied: one check had been too strict, and programs that were right all the time are accepted by it. */
import type { Verdict } from '#contract/grading.ts';
import { leaseJob } from '#db/store/jobs.ts';
import { selectOptionalVerdict } from '#db/store/submissions.ts';
import type { Context } from '#server/context.ts';
import { applyRegrade } from '#server/decide-regrade.ts';
import { finishRegrade } from '#server/finish-regrade.ts';
import { recordRegrade } from '#server/record-regrade.ts';
import { startRegrade } from '#server/start-regrade.ts';
import { DEMO_ACCOUNTS } from './demo-people.ts';
import { TOO_STRICT } from './demo-submission.ts';

const MINUTE = 60_000;
const [, INSTRUCTOR] = DEMO_ACCOUNTS;

/** `mended`: what the mended check says of a submission that it was wrong about. */
export async function insertRegrade(
	context: Context,
	actorId: string,
	cohortId: string,
	mended: ReadonlyMap<string, Verdict>,
): Promise<void> {
	const at = (minutes: number): Context => ({ ...context, now: () => context.now() - minutes * MINUTE });
	const actor = { ...INSTRUCTOR, id: actorId, isDemo: true };
	const asked = { labId: TOO_STRICT.labId, pick: 'latest', which: 'current', reason: TOO_STRICT.reason } as const;
	const regradeId = await startRegrade(at(6), actor, cohortId, asked);
	for (;;) {
		const judged = at(5);
		const job = await leaseJob(context.client, { owner: 'demo', now: judged.now() });
		if (job === undefined) break;
		const before = await selectOptionalVerdict(context.client, job.submissionId);
		const after = mended.get(job.submissionId) ?? before?.verdict;
		if (after !== undefined) await recordRegrade(judged, job, after);
	}
	await applyRegrade(at(4), actor, { cohortId, regradeId });
	await finishRegrade(at(4), regradeId);
}
