/** A learner's own points in every cohort that they are in now: the numbers of the gradebook, with the rule that made them. */
import type { GradebookSettings } from '#contract/gradebook.ts';
import type { PointsRow } from '#contract/points-view.ts';
import type { Actor } from '#contract/user.ts';
import { listLearnersCohorts } from '#db/store/gradebook.ts';
import type { Context } from './context.ts';
import { pointsRow } from './get-gradebook.ts';
import { readGradebookWork } from './gradebook-work.ts';

export interface OwnPoints {
	readonly cohort: { readonly id: string; readonly name: string };
	readonly settings: GradebookSettings;
	readonly row: PointsRow;
	/** What an instructor set, by lab: why. */
	readonly reasons: ReadonlyMap<string, string>;
}

export async function getOwnPoints(context: Context, actor: Actor): Promise<OwnPoints[]> {
	const cohorts = await listLearnersCohorts(context.client, actor.id);
	return Promise.all(
		cohorts.map(async (cohort) => {
			const work = await readGradebookWork(context, cohort, { userId: actor.id });
			const changed = work
				.pointsOf(actor.id)
				.cells.flatMap(({ labId, change }) => (change === null || change.kind === 'none' ? [] : [[labId, change.reason] as const]));
			return { cohort, settings: work.settings, row: pointsRow(work, actor), reasons: new Map(changed) };
		}),
	);
}
