/** Learners × labs of a cohort: what happened last, where mastery and help stand, and who is stuck by which rule. Four queries for any size. */

import type { HelpPreference } from '#contract/help.ts';
import type { CohortCell, CohortProgress, Misconception } from '#contract/progress.ts';
import { listEventsOfCohort, type StoredEvent } from '#db/store/events.ts';
import { listBoundsOfCohortLearners, listLearnersWithPreferences, listOutcomes } from '#db/store/progress.ts';
import { findLab, labs } from '#labs/index.ts';
import { fold } from '#learning/fold.ts';
import { PARAMETERS } from '#learning/parameters.ts';
import { effective } from '#learning/retention.ts';
import { standing, standingEvents } from '#learning/standing-events.ts';
import type { Context } from './context.ts';
import { labProgress } from './get-progress.ts';
import { combineBounds } from './help-settings.ts';

const WEEK_MS = 7 * 86_400_000;

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
		learners: learners.map(({ helpCap, helpProactive, helpAuto, ...learner }) => {
			const pref = { cap: helpCap, proactive: helpProactive ? 'ask' : 'off', auto: helpAuto } as const;
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
		misconceptions: listMisconceptions(events, learners, context.now() - WEEK_MS),
	};
}

/** Slips of syntax and types are left out: they say nothing about an idea. */
export function listMisconceptions(
	events: readonly StoredEvent[],
	learners: readonly { readonly id: string; readonly displayName: string }[],
	since: number,
): Misconception[] {
	const met = new Map<string, Set<string>>();
	for (const { userId, event } of standing(events)) {
		if (event.t < since || (event.type !== 'attempt' && event.type !== 'practice') || event.diagnosis === undefined) continue;
		if (event.type === 'attempt' && event.kind === 'mundane') continue;
		const key = `${event.task.split('#')[0]} ${event.diagnosis}`;
		met.set(key, (met.get(key) ?? new Set()).add(userId));
	}
	return [...met]
		.map(([key, ids]) => {
			const [labId = '', diagnosis = ''] = key.split(' ');
			const who = learners.filter(({ id }) => ids.has(id)).map(({ id, displayName }) => ({ id, displayName }));
			return { diagnosis, lesson: findLab(labId)?.lesson ?? labId, learners: who };
		})
		.sort((a, b) => b.learners.length - a.learners.length || a.diagnosis.localeCompare(b.diagnosis, 'en'));
}

interface OfLearner {
	readonly events: Awaited<ReturnType<typeof listEventsOfCohort>>;
	readonly outcomes: Awaited<ReturnType<typeof listOutcomes>>;
	readonly bounds: Awaited<ReturnType<typeof listBoundsOfCohortLearners>>;
	readonly pref: HelpPreference;
}

function cellsOf(userId: string, { events, outcomes, bounds, pref }: OfLearner, now: number): CohortCell[] {
	const skills = fold(standingEvents(events));
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
