/** Learners × labs of a cohort: what happened last, where mastery and help stand, and who is stuck by which rule. */

import type { HelpPreference } from '#contract/help.ts';
import type { CohortCell, CohortProgress } from '#contract/progress.ts';
import type { StoredEvent } from '#db/store/events.ts';
import { labs } from '#labs/index.ts';
import { lastActivity } from '#learning/activity.ts';
import { foldOnce } from '#learning/kept-log.ts';
import { PARAMETERS } from '#learning/parameters.ts';
import { effective } from '#learning/retention.ts';
import type { Context } from './context.ts';
import { labProgress } from './get-progress.ts';
import { combineBounds } from './help-settings.ts';
import { listMisconceptions } from './list-misconceptions.ts';
import { type CohortWork, loadCohortWork, preferenceOf } from './load-cohort-work.ts';

const WEEK_MS = 7 * 86_400_000;
/** What only the clock changes, a minute does not change by much: recall fades in days, and what opens next is told in minutes. */
const KEPT_MS = 60_000;

/** The caller has checked that the actor teaches the cohort. */
export async function getCohortProgress(context: Context, cohortId: string): Promise<CohortProgress> {
	return cohortProgress(await loadCohortWork(context, cohortId), context.now());
}

export function cohortProgress({ learners, logs, outcomes, bounds, arms }: CohortWork, now: number): CohortProgress {
	const outcomesOf = Map.groupBy(outcomes, ({ userId }) => userId);
	const boundsOf = Map.groupBy(bounds, ({ userId }) => userId);
	return {
		labs: labs.map(({ id, lesson, title, skills }) => ({ id, lesson, title, skill: skills.core })),
		learners: learners.map((learner) => {
			const { id, username, displayName, section } = learner;
			const cells = cellsOf(
				id,
				{
					events: logs.get(id) ?? [],
					outcomes: outcomesOf.get(id) ?? [],
					bounds: boundsOf.get(id) ?? [],
					pref: preferenceOf(learner),
				},
				arms,
				now,
			);
			return { id, username, displayName, section, lastActivityAt: lastActivity(logs.get(id) ?? [], cells), cells };
		}),
		misconceptions: listMisconceptions(logs, learners, now - WEEK_MS),
	};
}

interface OfLearner {
	readonly events: readonly StoredEvent[];
	readonly outcomes: CohortWork['outcomes'];
	readonly bounds: CohortWork['bounds'];
	readonly pref: HelpPreference;
}

/** Cells of a log and the time of their making, for as long as somebody holds the log, with what else they follow from. */
const kept = new WeakMap<readonly StoredEvent[], { readonly key: string; readonly at: number; readonly cells: CohortCell[] }>();

function cellsOf(userId: string, of: OfLearner, arms: CohortWork['arms'], now: number): CohortCell[] {
	const mine = arms.filter((arm) => arm.userId === userId);
	const key = JSON.stringify([
		userId,
		of.outcomes.map(({ labId, outcome, createdAt }) => [labId, outcome, Number(createdAt)]),
		of.bounds,
		of.pref,
		mine,
	]);
	const known = kept.get(of.events);
	if (known?.key === key && now >= known.at && now - known.at < KEPT_MS) return known.cells;
	const cells = makeCells(userId, of, mine, now);
	kept.set(of.events, { key, at: now, cells });
	return cells;
}

function makeCells(userId: string, { events, outcomes, bounds, pref }: OfLearner, arms: CohortWork['arms'], now: number): CohortCell[] {
	const skills = foldOnce(events);
	return labs.map((lab) => {
		const skill = skills.get(lab.skills.core);
		const settings = { ...combineBounds(bounds, userId, lab.id, arms), pref };
		return {
			...labProgress(lab, events, outcomes, settings, now),
			outcome: outcomes.findLast(({ labId }) => labId === lab.id)?.outcome ?? null,
			mastery: skill ? effective(skill, now, PARAMETERS) : null,
		};
	});
}
