/** What the cohort page shows: the cohort, its progress, who is stuck, and the bounds on everybody. The grid puts it in order. */

import type { BoundLine, CohortProgress, StuckEntry } from '#contract/progress.ts';
import type { Actor } from '#contract/user.ts';
import { listBoundsOfCohort } from '#db/store/help-bounds.ts';
import type { Cohort } from '#db/store/teaching.ts';
import type { Context } from './context.ts';
import { getCohortProgress } from './get-cohort-progress.ts';
import { toBoundLine } from './help-settings.ts';
import { requireTaughtCohort } from './manage-cohorts.ts';

export interface CohortPage {
	readonly cohort: Cohort;
	readonly progress: CohortProgress;
	readonly stuck: readonly StuckEntry[];
	/** Bounds on the whole cohort that hold now. */
	readonly bounds: readonly BoundLine[];
}

/** @throws AppError `missing` for a cohort that is not the actor's. */
export async function getCohortPage(context: Context, actor: Actor, cohortId: string): Promise<CohortPage> {
	const cohort = await requireTaughtCohort(context, actor, cohortId);
	const [progress, bounds] = await Promise.all([getCohortProgress(context, cohortId), getBoundLines(context, cohortId, null)]);
	return { cohort, progress, stuck: stuckEntries(progress), bounds };
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
