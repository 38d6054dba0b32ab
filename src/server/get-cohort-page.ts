/** What the cohort page shows: the cohort, its progress in the asked order, who is stuck, and the bounds on everybody. */

import { type BoundLine, type CohortProgress, SORTS, type Sort, type StuckEntry } from '#contract/progress.ts';
import type { Actor } from '#contract/user.ts';
import { listBoundsOfCohort } from '#db/store/help-bounds.ts';
import type { Cohort } from '#db/store/teaching.ts';
import type { Context } from './context.ts';
import { getCohortProgress } from './get-cohort-progress.ts';
import { toBoundLine } from './help-settings.ts';
import { requireTaughtCohort } from './manage-cohorts.ts';

export function parseSort(text: string | null): Sort {
	return SORTS.find((sort) => sort === text) ?? 'name';
}

type Learner = CohortProgress['learners'][number];

export interface CohortPage {
	readonly cohort: Cohort;
	readonly progress: CohortProgress;
	readonly stuck: readonly StuckEntry[];
	/** Bounds on the whole cohort that hold now. */
	readonly bounds: readonly BoundLine[];
}

/** @throws AppError `missing` for a cohort that is not the actor's. */
export async function getCohortPage(context: Context, actor: Actor, cohortId: string, sort: Sort): Promise<CohortPage> {
	const cohort = await requireTaughtCohort(context, actor, cohortId);
	const [progress, bounds] = await Promise.all([getCohortProgress(context, cohortId), getBoundLines(context, cohortId, null)]);
	return { cohort, progress: { ...progress, learners: progress.learners.toSorted(ORDERS[sort]) }, stuck: stuckEntries(progress), bounds };
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

const byName = (a: Learner, b: Learner) => a.displayName.localeCompare(b.displayName, 'en');
const meanMastery = ({ cells }: Learner) => cells.reduce((sum, cell) => sum + (cell.mastery ?? 0), 0);
const stuckCells = ({ cells }: Learner) => cells.filter((cell) => cell.stuck !== null).length;

const ORDERS: Readonly<Record<Sort, (a: Learner, b: Learner) => number>> = {
	name: byName,
	active: (a, b) => (b.lastActivityAt ?? 0) - (a.lastActivityAt ?? 0) || byName(a, b),
	mastery: (a, b) => meanMastery(b) - meanMastery(a) || byName(a, b),
	stuck: (a, b) => stuckCells(b) - stuckCells(a) || byName(a, b),
};

export function stuckEntries({ learners, labs }: CohortProgress): StuckEntry[] {
	return learners.flatMap((learner) =>
		learner.cells.flatMap((cell, n) => {
			const lab = labs[n];
			return cell.stuck === null || lab === undefined ? [] : [{ learner, lab, rule: cell.stuck, cell }];
		}),
	);
}
