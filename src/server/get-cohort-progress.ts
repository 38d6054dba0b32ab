/** Learners × labs of a cohort: what happened last, where mastery and help stand, and who is stuck by which rule. Four queries for any size. */

import type { Outcome } from '#contract/grading.ts';
import { listEventsOfCohort } from '#db/store/events.ts';
import { listBoundsOfCohortLearners, listLearnersWithPreferences, listOutcomes } from '#db/store/progress.ts';
import { labs } from '#labs/index.ts';
import { fold } from '#learning/fold.ts';
import { PARAMETERS } from '#learning/parameters.ts';
import { effective } from '#learning/retention.ts';
import type { Context } from './context.ts';
import { type LabProgress, labProgress } from './get-progress.ts';
import { combineBounds } from './help-settings.ts';

export interface CohortCell extends LabProgress {
	/** Of the newest submission; null while none is decided. */
	readonly outcome: Outcome | null;
	/** Effective mastery of the lab's core skill now, 0 to 1; null without evidence. */
	readonly mastery: number | null;
}

export interface CohortProgress {
	readonly labs: readonly { readonly id: string; readonly lesson: string; readonly title: string; readonly skill: string }[];
	readonly learners: readonly {
		readonly id: string;
		readonly username: string;
		readonly displayName: string;
		readonly lastActivityAt: number | null;
		/** In the order of `labs`. */
		readonly cells: readonly CohortCell[];
	}[];
}

/** The caller has checked that the actor teaches the cohort. */
export async function getCohortProgress(context: Context, cohortId: string): Promise<CohortProgress> {
	const [learners, events, outcomes, bounds] = await Promise.all([
		listLearnersWithPreferences(context.client, cohortId),
		listEventsOfCohort(context.client, cohortId),
		listOutcomes(context.client, { cohortId }),
		listBoundsOfCohortLearners(context.client, cohortId),
	]);
	const eventsOf = Map.groupBy(events, ({ userId }) => userId);
	const outcomesOf = Map.groupBy(outcomes, ({ userId }) => userId);
	const boundsOf = Map.groupBy(bounds, ({ userId }) => userId);
	return {
		labs: labs.map(({ id, lesson, title, skills }) => ({ id, lesson, title, skill: skills.core })),
		learners: learners.map(({ helpCap, helpProactive, ...learner }) => {
			const pref = { cap: helpCap, proactive: helpProactive ? 'ask' : 'off' } as const;
			const cells = cellsOf(
				learner.id,
				{
					events: eventsOf.get(learner.id) ?? [],
					outcomes: outcomesOf.get(learner.id) ?? [],
					bounds: boundsOf.get(learner.id) ?? [],
					pref,
				},
				context.now(),
			);
			const last = Math.max(0, ...cells.map(({ lastAt }) => lastAt ?? 0));
			return { ...learner, lastActivityAt: last > 0 ? last : null, cells };
		}),
	};
}

interface OfLearner {
	readonly events: Awaited<ReturnType<typeof listEventsOfCohort>>;
	readonly outcomes: Awaited<ReturnType<typeof listOutcomes>>;
	readonly bounds: Awaited<ReturnType<typeof listBoundsOfCohortLearners>>;
	readonly pref: { readonly cap: number; readonly proactive: 'ask' | 'off' };
}

function cellsOf(userId: string, { events, outcomes, bounds, pref }: OfLearner, now: number): CohortCell[] {
	const skills = fold(events.map(({ event }) => event));
	return labs.map((lab) => {
		const skill = skills.get(lab.skills.core);
		const settings = { ...combineBounds(bounds, userId, lab.id), pref };
		return {
			...labProgress(lab, events, outcomes, settings, now),
			outcome: outcomes.findLast(({ labId }) => labId === lab.id)?.outcome ?? null,
			mastery: skill ? effective(skill, now, PARAMETERS) : null,
		};
	});
}
