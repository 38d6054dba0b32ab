/** One learner as their instructor sees them: progress, timeline, submissions with code, and the bounds that hold. */

import type { BoundLine, Progress, SubmissionLine } from '#contract/progress.ts';
import type { Actor } from '#contract/user.ts';
import { listSubmissions } from '#db/store/submissions.ts';
import type { Cohort, CohortLearner } from '#db/store/teaching.ts';
import { findLab, labs } from '#labs/index.ts';
import { withAnswers } from './answer-dispute.ts';
import type { Context } from './context.ts';
import { getBoundLines } from './get-cohort-page.ts';
import { getProgress } from './get-progress.ts';
import { requireTaughtLearner } from './manage-cohorts.ts';

export interface LearnerPage {
	readonly cohort: Cohort;
	readonly learner: CohortLearner;
	readonly labs: readonly { readonly id: string; readonly lesson: string; readonly title: string }[];
	readonly progress: Progress;
	readonly submissions: readonly SubmissionLine[];
	readonly bounds: readonly BoundLine[];
}

/** @throws AppError `missing` for a cohort that is not the actor's, or a learner who is not in it. */
export async function getLearnerPage(context: Context, actor: Actor, cohortId: string, learnerId: string): Promise<LearnerPage> {
	const { cohort, learner } = await requireTaughtLearner(context, actor, cohortId, learnerId);
	const [progress, rows, bounds] = await Promise.all([
		getProgress(context, learnerId),
		listSubmissions(context.client, learnerId),
		getBoundLines(context, cohortId, learnerId),
	]);
	return {
		cohort,
		learner,
		labs: labs.map(({ id, lesson, title }) => ({ id, lesson, title })),
		progress: { ...progress, timeline: await withAnswers(context, learnerId, progress.timeline) },
		submissions: rows.map(toLine),
		bounds,
	};
}

function toLine({ submission, outcome, diagnosis, verdict }: Awaited<ReturnType<typeof listSubmissions>>[number]): SubmissionLine {
	return {
		id: submission.id,
		lesson: findLab(submission.labId)?.lesson ?? submission.labId,
		createdAt: submission.createdAt.getTime(),
		outcome,
		diagnosis,
		message: verdict?.message ?? 'The verdict is not there yet.',
		code: submission.code,
	};
}
