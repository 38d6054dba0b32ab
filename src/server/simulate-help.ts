/**
 * What would a learner get? The help decision over their real events, with the bounds of now and with others, side by side.
 * Reads only: nothing that is tried here is kept, and no learner sees it.
 */

import { AppError } from '#contract/error.ts';
import type { Pace } from '#contract/help.ts';
import type { Lab } from '#contract/lab.ts';
import type { SimulatedDecision, Simulation } from '#contract/teach-help.ts';
import type { StoredEvent } from '#db/store/events.ts';
import type { HelpBoundRow } from '#db/store/help-bounds.ts';
import { findLab } from '#labs/index.ts';
import { decideOn } from '#learning/decide.ts';
import { explainNext, explainReasons } from '#learning/explain.ts';
import { foldOnce } from '#learning/kept-log.ts';
import { PACE_FACTOR } from '#learning/parameters.ts';
import { type BoundBy, combineBounds, type HelpSettings } from './help-settings.ts';
import { type CohortWork, preferenceOf } from './load-cohort-work.ts';
import { skillTitle } from './skills.ts';

export interface Change {
	readonly floor: number;
	readonly ceiling: number;
	readonly pace: Pace;
	readonly maxAuto: number | null;
	readonly accommodation: boolean;
}

type Learner = CohortWork['learners'][number];

/** `learnerId` null: only the whole cohort. @throws AppError `invalid` for bounds that exclude each other, `missing` for an unknown lab or learner. */
export function simulateHelp(
	work: CohortWork,
	asked: { cohortId: string; learnerId: string | null; labId: string; change: Change },
	now: number,
): Simulation {
	const { cohortId, learnerId, labId, change } = asked;
	if (change.floor > change.ceiling)
		throw new AppError('invalid', 'The floor is above the ceiling, and the ceiling would win.', { at: 'floor' });
	const lab = findLab(labId);
	if (!lab) throw new AppError('missing', `There is no lab "${labId}".`, { at: 'lab' });
	const learner = learnerId === null ? null : work.learners.find(({ id }) => id === learnerId);
	if (learner === undefined) throw new AppError('missing', 'This learner is not in the cohort.', { at: 'learner' });
	const decideFor = decider(work, lab, now);
	const onEverybody = work.learners.map((one) => ({
		now: decideFor(one, []).maxLevel,
		changed: decideFor(one, [hypothetical(cohortId, null, labId, change, now)]),
	}));
	return {
		learner: learner && { id: learner.id, displayName: learner.displayName },
		lab: { id: lab.id, lesson: lab.lesson, title: lab.title },
		one: learner && {
			now: decideFor(learner, []),
			changed: decideFor(learner, [hypothetical(cohortId, learner.id, labId, change, now)]),
		},
		cohort: { now: byLevel(onEverybody.map((one) => one.now)), changed: byLevel(onEverybody.map((one) => one.changed.maxLevel)) },
		untouched: onEverybody.filter(({ changed }) => !isFrom(changed, change)).length,
	};
}

/** The bound as it would stand in the table once it was set: newest in its scope, so that the ordinary rules choose. */
function hypothetical(cohortId: string, userId: string | null, labId: string, change: Change, now: number): BoundBy {
	const bound: HelpBoundRow = {
		...change,
		id: 'hypothetical',
		cohortId,
		userId,
		labId,
		reason: 'as tried here',
		createdBy: '',
		createdAt: new Date(now + 1),
		endedAt: null,
	};
	return { bound, by: 'You' };
}

function decider(work: CohortWork, lab: Lab, now: number): (learner: Learner, added: readonly BoundBy[]) => SimulatedDecision {
	const boundsOf = Map.groupBy(work.bounds, ({ userId }) => userId);
	return (learner, added) => {
		const bounds = [...(boundsOf.get(learner.id) ?? []), ...added];
		const settings = { ...combineBounds(bounds, learner.id, lab.id, work.arms), pref: preferenceOf(learner) };
		return simulated(lab, work.logs.get(learner.id) ?? [], settings, now);
	};
}

function simulated(lab: Lab, log: readonly StoredEvent[], settings: HelpSettings, now: number): SimulatedDecision {
	const { config, pref, pace } = settings;
	const skill = lab.skills.core;
	const folded = foldOnce(log, PACE_FACTOR[pace]).get(skill);
	const decision = decideOn(folded, { now, skill, task: lab.id, labCore: true, config, pref, pace });
	return {
		maxLevel: decision.maxLevel,
		automation: decision.automation,
		floor: config.floor,
		ceiling: config.ceiling,
		pace,
		nextRung: decision.next?.rung ?? null,
		opens: explainNext(decision),
		why: explainReasons(decision, skillTitle(skill)),
	};
}

/** Learners at each of the levels 0 to 5. */
function byLevel(levels: readonly number[]): number[] {
	return [0, 1, 2, 3, 4, 5].map((level) => levels.filter((one) => one === level).length);
}

function isFrom(decision: SimulatedDecision, { floor, ceiling, pace }: Change): boolean {
	return decision.floor === floor && decision.ceiling === ceiling && decision.pace === pace;
}
