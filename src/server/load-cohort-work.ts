/** Everything that the pages of a cohort are computed from, read once: five queries for any number of learners. */

import type { StoredEvent } from '#db/store/events.ts';
import { type ArmOfLearner, listArms } from '#db/store/experiments.ts';
import { listBoundsOfCohortLearners, listLearnersWithPreferences, listOutcomes } from '#db/store/progress.ts';
import type { Context } from './context.ts';
import { readCohortLogs } from './kept-events.ts';

export interface CohortWork {
	readonly learners: Awaited<ReturnType<typeof listLearnersWithPreferences>>;
	/** By time, of each learner who has one: the same array as long as it did not grow, so that what follows from it is kept. */
	readonly logs: ReadonlyMap<string, readonly StoredEvent[]>;
	readonly outcomes: Awaited<ReturnType<typeof listOutcomes>>;
	/** In force on these learners, also those of their other cohorts. */
	readonly bounds: Awaited<ReturnType<typeof listBoundsOfCohortLearners>>;
	readonly arms: readonly ArmOfLearner[];
}

/** The caller has checked that the actor teaches the cohort. */
export async function loadCohortWork(context: Context, cohortId: string): Promise<CohortWork> {
	const [learners, logs, outcomes, bounds, arms] = await Promise.all([
		listLearnersWithPreferences(context.client, cohortId),
		readCohortLogs(context.client, cohortId),
		listOutcomes(context.client, { cohortId }),
		listBoundsOfCohortLearners(context.client, cohortId),
		listArms(context.client, { cohortId }),
	]);
	return { learners, logs, outcomes, bounds, arms };
}

/** A learner's own wishes, from their row. */
export function preferenceOf({ helpCap, helpProactive, helpAuto }: CohortWork['learners'][number]) {
	return { cap: helpCap, proactive: helpProactive ? 'ask' : 'off', auto: helpAuto } as const;
}
