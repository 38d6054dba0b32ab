/** Submissions that need a person, as /admin and /teach show them: whose, which lab, since when, and why in one line. */
import type { UnjudgedSubmission } from '#contract/submission.ts';
import type { Actor } from '#contract/user.ts';
import { listUnjudgedJobs } from '#db/store/unjudged-jobs.ts';
import { findLab } from '#labs/index.ts';
import { can, SITE } from './can.ts';
import type { Context } from './context.ts';
import { reasonOfFault } from './fault-reason.ts';

/** An admin sees all, an instructor those of their own cohorts, anybody else none. */
export async function listUnjudged(context: Context, actor: Actor): Promise<UnjudgedSubmission[]> {
	if (!can(actor, 'teach', SITE)) return [];
	const jobs = await listUnjudgedJobs(context.client, actor.id, { isEverybody: can(actor, 'administer', SITE) });
	return jobs.map(({ submissionId, labId, learner, cohortId, submittedAt, lastError }) => ({
		submissionId,
		labTitle: findLab(labId)?.title ?? labId,
		learner,
		cohortId,
		submittedAt,
		reason: reasonOfFault(lastError ?? ''),
	}));
}
