/** Whose submission an instructor may open: of a learner who is in a cohort of theirs now. */
import { AppError } from '#contract/error.ts';
import type { Actor } from '#contract/user.ts';
import { type Submission, selectOptionalSubmission } from '#db/store/submissions.ts';
import type { Cohort, CohortLearner } from '#db/store/teaching.ts';
import type { Context } from './context.ts';
import { requireTaughtLearner } from './manage-cohorts.ts';

/** @throws AppError `missing`, the same for a submission that does not exist and for one of somebody else's learner. */
export async function requireTaughtSubmission(
	context: Context,
	actor: Actor,
	cohortId: string,
	id: string,
): Promise<{ cohort: Cohort; learner: CohortLearner; submission: Submission }> {
	const submission = await selectOptionalSubmission(context.client, id);
	const { cohort, learner } = await requireTaughtLearner(context, actor, cohortId, submission?.userId ?? '');
	if (!submission) throw new AppError('missing', 'This learner is not in the cohort.');
	return { cohort, learner, submission };
}
