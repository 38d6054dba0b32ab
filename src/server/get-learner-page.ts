/** One learner as their instructor sees them: where they stand in every lab, all that happened, tries beside one another, and the bounds that hold. */

import type { LearnerComment, LearnerLab, LearnerQuery, LearnerTry, TimelinePage, TriesPage } from '#contract/learner-page.ts';
import type { BoundLine, Progress } from '#contract/progress.ts';
import type { Actor } from '#contract/user.ts';
import { type CommentedSubmission, listCommentsTo } from '#db/store/comments.ts';
import { type CohortSubmission, listCodes, listCohortSubmissions, listTries } from '#db/store/submission-list.ts';
import type { Cohort, CohortLearner } from '#db/store/teaching.ts';
import { findLab, labs } from '#labs/index.ts';
import { lastActivity } from '#learning/activity.ts';
import { withAnswers } from './answer-dispute.ts';
import type { Context } from './context.ts';
import { getBoundLines } from './get-cohort-page.ts';
import { pointsRow } from './get-gradebook.ts';
import { progressOf, readRecord } from './get-progress.ts';
import { type GradebookWork, readGradebookWork } from './gradebook-work.ts';
import { listTimeline, timelinePage } from './learner-timeline.ts';
import { requireTaughtLearner } from './manage-cohorts.ts';

/** Submissions of all labs, and tries of one, that stand on a page. */
const RECENT = 8;
const TRIES = 4;

export interface LearnerPage {
	readonly cohort: Cohort;
	readonly learner: CohortLearner;
	/** In the order of the roster, from 1. */
	readonly place: {
		readonly at: number;
		readonly of: number;
		readonly previous: CohortLearner | null;
		readonly next: CohortLearner | null;
	};
	readonly labs: readonly LearnerLab[];
	/** 0 to 1; null while nothing counts. */
	readonly total: number | null;
	readonly progress: Progress;
	readonly timeline: TimelinePage;
	/** The lab that the address chooses, with its tries; null: all labs. */
	readonly chosen: { readonly lab: LearnerLab; readonly tries: TriesPage } | null;
	/** Of all labs, newest first. */
	readonly recent: readonly CohortSubmission[];
	readonly submissions: number;
	readonly lastActivityAt: number | null;
	/** Newest first. */
	readonly comments: readonly LearnerComment[];
	readonly bounds: readonly BoundLine[];
}

const EVERYTHING: LearnerQuery = { lab: '', before: '', try: null };

/** @throws AppError `missing` for a cohort that is not the actor's, or a learner who is not in it. */
export async function getLearnerPage(
	context: Context,
	actor: Actor,
	{ cohortId, learnerId }: { cohortId: string; learnerId: string },
	query: LearnerQuery = EVERYTHING,
): Promise<LearnerPage> {
	const { cohort, learner, learners } = await requireTaughtLearner(context, actor, cohortId, learnerId);
	const { client } = context;
	const asked = readGradebookWork(context, cohort, { userId: learnerId });
	const [record, work, bounds, comments, recent] = await Promise.all([
		readRecord(
			context,
			learnerId,
			asked.then(({ submissions }) => submissions),
		),
		asked,
		getBoundLines(context, cohortId, learnerId),
		listCommentsTo(client, learnerId),
		listCohortSubmissions(client, cohortId, { userId: learnerId }, { sort: 'newest', limit: RECENT }),
	]);
	const { stored, outcomes } = record;
	const [progress, lines] = await Promise.all([
		progressOf(context, learnerId, record),
		listTimeline(context, cohort, { learnerId, stored, outcomes, comments, scores: work.changes }),
	]);
	const rows = labRows(progress, work, learner);
	const lab = rows.find(({ labId }) => labId === query.lab);
	return {
		...{ cohort, learner, bounds, recent, labs: rows, submissions: outcomes.length },
		lastActivityAt: lastActivity(stored, rows),
		place: placeAmong(learners, learnerId),
		total: pointsRow(work, learner).total,
		progress: { ...progress, timeline: await withAnswers(context, learnerId, progress.timeline) },
		timeline: timelinePage(lines, { lab: lab?.labId ?? '', before: query.before }),
		chosen: lab === undefined ? null : { lab, tries: await triesPage(context, learnerId, lab.labId, query.try) },
		comments: comments.map(toComment),
	};
}

function placeAmong(learners: readonly CohortLearner[], learnerId: string): LearnerPage['place'] {
	const at = learners.findIndex(({ id }) => id === learnerId);
	return { at: at + 1, of: learners.length, previous: learners[at - 1] ?? null, next: learners[at + 1] ?? null };
}

function labRows(progress: Progress, work: GradebookWork, learner: CohortLearner): LearnerLab[] {
	const { cells } = work.pointsOf(learner.id);
	const shown = pointsRow(work, learner).cells;
	return progress.labs.flatMap((lab) => {
		const at = labs.findIndex(({ id }) => id === lab.labId);
		const [points, cell] = [shown[at], cells[at]];
		const tries = work.submissionsOf(learner.id, lab.labId);
		const best =
			tries.find(({ outcome }) => outcome === 'accepted') ?? tries.findLast(({ outcome }) => outcome !== null) ?? tries.at(-1) ?? null;
		if (points === undefined || cell === undefined) return [];
		return [{ ...lab, points, due: cell.due, best: best && { id: best.id, outcome: best.outcome } }];
	});
}

/** `from`: place of the newest try that is wanted; null, or one that there is not: the newest of all. */
async function triesPage({ client }: Context, userId: string, labId: string, from: number | null): Promise<TriesPage> {
	const all = await listTries(client, { userId, labId, mode: 'practice' });
	const last = from === null || from > all.length ? all.length : from;
	const first = Math.max(0, last - TRIES);
	const shown = all.slice(first, last);
	const before = all[first - 1];
	const codes = await listCodes(
		client,
		[...(before ? [before] : []), ...shown].map(({ id }) => id),
	);
	const tries = shown.map(({ id, createdAt, outcome, diagnosis }, n): LearnerTry => {
		const previous = all[first + n - 1];
		return {
			...{ id, place: first + n + 1, at: createdAt.getTime(), outcome, diagnosis },
			code: codes.get(id) ?? '',
			before: previous === undefined ? null : (codes.get(previous.id) ?? ''),
		};
	});
	return { tries: tries.reverse(), total: all.length, earlier: first };
}

function toComment({ submissionId, labId, comment }: CommentedSubmission): LearnerComment {
	return {
		...{ id: comment.id, submissionId, line: comment.line, text: comment.text, by: comment.by },
		lesson: findLab(labId)?.lesson ?? labId,
		at: comment.createdAt.getTime(),
		isRead: comment.readAt !== null,
	};
}
