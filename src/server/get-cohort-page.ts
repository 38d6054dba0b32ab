/** What the cohort page shows: the cohort, its progress, who is stuck, who may be followed up, what was met, when work was done, and the bounds on everybody. */

import type { BoundLine, CohortProgress, RiskEntry, ShownMisconception, StuckEntry } from '#contract/progress.ts';
import type { Actor } from '#contract/user.ts';
import { listBoundsOfCohort } from '#db/store/help-bounds.ts';
import type { Cohort } from '#db/store/teaching.ts';
import { type ActivityDay, activeDays, activityByDay } from '#learning/activity.ts';
import { compareRisks, riskReasons } from '#learning/at-risk.ts';
import type { Context } from './context.ts';
import { cohortProgress } from './get-cohort-progress.ts';
import { type GradebookWork, readGradebookWork } from './gradebook-work.ts';
import { toBoundLine } from './help-settings.ts';
import { type CohortWork, loadCohortWork } from './load-cohort-work.ts';
import { requireTaughtCohort } from './manage-cohorts.ts';
import { readExcerpts } from './read-excerpts.ts';

export interface CohortPage {
	readonly cohort: Cohort;
	readonly progress: CohortProgress;
	readonly stuck: readonly StuckEntry[];
	/** The most reasons first; of an archived cohort nobody. */
	readonly risks: readonly RiskEntry[];
	/** Those of the progress that the caller shows, with excerpts. */
	readonly misconceptions: readonly ShownMisconception[];
	/** Oldest day first. */
	readonly activity: readonly ActivityDay[];
	/** Bounds on the whole cohort that hold now. */
	readonly bounds: readonly BoundLine[];
}

/** `few`: which misconceptions get excerpts. @throws AppError `missing` for a cohort that is not the actor's. */
export async function getCohortPage(
	context: Context,
	actor: Actor,
	cohortId: string,
	few: <T>(all: readonly T[]) => readonly T[] = (all) => all,
): Promise<CohortPage> {
	const cohort = await requireTaughtCohort(context, actor, cohortId);
	const work = await loadCohortWork(context, cohortId);
	const now = context.now();
	const progress = cohortProgress(work, now);
	const [bounds, points, misconceptions] = await Promise.all([
		getBoundLines(context, cohortId, null),
		readGradebookWork(context, cohort, { cohortId }, work.outcomes),
		readExcerpts(context, few(progress.misconceptions)),
	]);
	return {
		...{ cohort, progress, stuck: stuckEntries(progress), misconceptions, bounds },
		risks: cohort.archivedAt === null ? riskEntries(progress, { work, points, now }) : [],
		activity: activityOf(work, now),
	};
}

/** Bounds in force for one learner, those on everybody among them, or with null only those on everybody; newest first. */
export async function getBoundLines(context: Context, cohortId: string, userId: string | null): Promise<BoundLine[]> {
	return (await listBoundLines(context, cohortId)).filter((line) => line.userId === null || line.userId === userId);
}

/** All bounds in force in a cohort, newest first. */
export async function listBoundLines(context: Context, cohortId: string): Promise<BoundLine[]> {
	const rows = await listBoundsOfCohort(context.client, cohortId);
	return rows.map(toBoundLine).sort((a, b) => b.createdAt - a.createdAt);
}

export function stuckEntries({ learners, labs }: CohortProgress): StuckEntry[] {
	return learners.flatMap((learner) =>
		learner.cells.flatMap((cell, n) => {
			const lab = labs[n];
			return cell.stuck === null || lab === undefined ? [] : [{ learner, lab, rule: cell.stuck, cell }];
		}),
	);
}

interface RiskSources {
	readonly work: CohortWork;
	readonly points: GradebookWork;
	readonly now: number;
}

function riskEntries({ learners }: CohortProgress, { work, points, now }: RiskSources): RiskEntry[] {
	const joined = new Map(work.learners.map(({ id, joinedAt }) => [id, joinedAt.getTime()]));
	return learners
		.flatMap(({ id, displayName, lastActivityAt, cells }) => {
			const { cells: scores, total } = points.pointsOf(id);
			const facts = {
				...{ lastActivityAt, joinedAt: joined.get(id) ?? now, share: total.ratio, counted: total.counted.length },
				isDone: cells.every(({ state }) => state === 'accepted'),
				missing: scores.flatMap(({ labId, isMissing }) => (isMissing ? [labId] : [])),
			};
			const reasons = riskReasons(facts, now);
			return reasons.length === 0 ? [] : [{ learner: { id, displayName }, reasons }];
		})
		.sort((a, b) => compareRisks(a.reasons, b.reasons));
}

function activityOf({ learners, logs, outcomes }: CohortWork, now: number): ActivityDay[] {
	const submitted = Map.groupBy(outcomes, ({ userId }) => userId);
	const own = learners.map(({ id }) => ({
		days: activeDays(logs.get(id) ?? []),
		submittedAt: (submitted.get(id) ?? []).map(({ createdAt }) => createdAt.getTime()),
	}));
	return activityByDay(own, now);
}
