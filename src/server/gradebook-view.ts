/** A gradebook under the filter of an address, for the pages that show it; null for a cohort that is not the actor's. */
import { nullIfMissing } from '#contract/error.ts';
import { gradebookGrid } from '#contract/gradebook-grid.ts';
import { type Arranged, arrangeGrid, type GridData, type GridQuery, readGridQuery } from '#contract/grid.ts';
import type { Gradebook } from '#contract/points-view.ts';
import type { Actor } from '#contract/user.ts';
import type { Context } from './context.ts';
import { getGradebook } from './get-gradebook.ts';

export interface GradebookView extends Gradebook {
	readonly grid: GridData;
	readonly query: GridQuery;
	readonly arranged: Arranged;
}

export async function getGradebookView(
	context: Context,
	actor: Actor,
	cohortId: string,
	address: URLSearchParams,
): Promise<GradebookView | null> {
	const gradebook = await getGradebook(context, actor, cohortId).catch(nullIfMissing);
	if (gradebook === null) return null;
	const grid = gradebookGrid(gradebook);
	const query = readGridQuery(address);
	return { ...gradebook, grid, query, arranged: arrangeGrid(grid, query) };
}
