/** One regrade of a made-up cohort that waits for a decision: the latest submission of each learner in one lab, of which a few read differently. */
import type { Verdict } from '#contract/grading.ts';
import type { Actor } from '#contract/user.ts';
import { leaseJob } from '#db/store/jobs.ts';
import { selectOptionalVerdict } from '#db/store/submissions.ts';
import { labs } from '#labs/index.ts';
import type { Context } from '#server/context.ts';
import { recordRegrade } from '#server/record-regrade.ts';
import { startRegrade } from '#server/start-regrade.ts';

/** Of those that were rejected, one in so many is accepted now. */
const MENDED = 5;

/** Gives how many it judged again. */
export async function seedRegrade(context: Context, actor: Actor, cohortId: string): Promise<number> {
	const labId = labs[1]?.id ?? '';
	await startRegrade(context, actor, cohortId, { labId, pick: 'latest', which: 'current', reason: 'One check was too strict.' });
	let [judged, rejected] = [0, 0];
	for (;;) {
		const job = await leaseJob(context.client, { owner: 'seed', now: context.now() });
		if (job === undefined) return judged;
		const before = (await selectOptionalVerdict(context.client, job.submissionId))?.verdict;
		if (before === undefined) continue;
		if (before.outcome === 'rejected') rejected += 1;
		const isMended = before.outcome === 'rejected' && rejected % MENDED === 0;
		await recordRegrade(context, job, isMended ? acceptedFrom(before) : before);
		judged += 1;
	}
}

function acceptedFrom({ diagnosis: _, ...verdict }: Verdict): Verdict {
	const checks = verdict.checks.map(({ id, title, points, visibility }) => ({
		id,
		title,
		points,
		visibility,
		outcome: 'pass' as const,
		message: '',
	}));
	return { ...verdict, outcome: 'accepted', message: `Accepted. ${checks.length} of ${checks.length} checks pass.`, checks };
}
