/** The gradebook of a cohort: every present learner's points in every lab, and the total; and one learner's own. */
import type { CohortLine, Gradebook, PointsCell, PointsRow } from '#contract/points-view.ts';
import type { Actor } from '#contract/user.ts';
import { type CohortLearner, listCohortLearners } from '#db/store/teaching.ts';
import { labs } from '#labs/index.ts';
import type { Context } from './context.ts';
import { type GradebookWork, labSettings, readGradebookWork } from './gradebook-work.ts';
import { requireTaughtCohort } from './manage-cohorts.ts';

/** @throws AppError `missing` for a cohort that is not the actor's. */
export async function getGradebook(context: Context, actor: Actor, cohortId: string): Promise<Gradebook> {
	const cohort = await requireTaughtCohort(context, actor, cohortId);
	const [learners, work] = await Promise.all([
		listCohortLearners(context.client, cohortId),
		readGradebookWork(context, cohort, { cohortId }),
	]);
	return gradebookOf(cohort, work, learners);
}

export function gradebookOf(cohort: CohortLine, work: GradebookWork, learners: readonly CohortLearner[]): Gradebook {
	return {
		cohort: cohortLine(cohort),
		settings: work.settings,
		labs: labs.map(({ id, lesson, title }) => {
			const { points, weight } = labSettings(work.settings, id);
			return { id, lesson, title, worth: points, weight };
		}),
		rows: learners.map((learner) => pointsRow(work, learner)),
	};
}

/** Of a cohort what its gradebook says. */
export function cohortLine({ id, name, archivedAt, isPseudonymous }: CohortLine): CohortLine {
	return { id, name, archivedAt, isPseudonymous };
}

export function pointsRow(
	work: GradebookWork,
	{ id, displayName, username, section = '' }: Pick<CohortLearner, 'id' | 'displayName' | 'username'> & { readonly section?: string },
): PointsRow {
	const { cells, total } = work.pointsOf(id);
	const dropped = new Set(total.dropped);
	return {
		...{ id, name: displayName, username, section: section === '' ? null : section },
		cells: cells.map(({ labId, worth, points, ratio, isSet, isExcused, isLate, isWaiting, isMissing }, n): PointsCell => {
			const isHandedIn = work.submissionsOf(id, labId).length > 0;
			const { lesson = labId, title = '' } = labs[n] ?? {};
			const marks = { isSet, isExcused, isLate, isWaiting, isMissing, isHandedIn, isDropped: dropped.has(labId) };
			return { labId, lesson, title, worth, points, ratio, ...marks };
		}),
		total: total.ratio,
		counted: total.counted.length,
	};
}
