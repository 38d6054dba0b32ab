/**
 * The outcome of an experiment: for every lab that somebody passed while they were in it, the first unaided re-check
 * from the delay on. Whoever left is not counted, and nothing before joining or after the end is.
 */

import type { LearningEvent } from '#contract/event.ts';
import type { ArmOutcome } from '#contract/experiment.ts';
import { labOfPractice, labOfRecheck, replay } from './replay.ts';
import { DAY_MS } from './retention.ts';
import { wilson } from './wilson.ts';

export interface Member {
	readonly userId: string;
	readonly arm: string;
	readonly joinedAt: number;
	readonly hasLeft: boolean;
}

/** One learner and one lab. */
export interface Trial {
	readonly userId: string;
	readonly arm: string;
	readonly joinedAt: number;
	readonly labId: string;
	readonly passedAt: number;
	readonly rung: number;
	readonly dueAt: number;
	readonly earlierChecks: number;
	readonly checkedAt: number | null;
	readonly passed: boolean | null;
}

export interface Span {
	readonly delayDays: number;
	/** Now, or the end of the experiment. */
	readonly until: number;
}

/** `events`: of this member, those that count, by time. Labs in the order of their passes. */
export function trialsOf({ userId, arm, joinedAt, hasLeft }: Member, events: readonly LearningEvent[], span: Span): Trial[] {
	if (hasLeft) return [];
	const trials = new Map<string, Trial>();
	const passedBefore = new Set<string>();
	for (const { event, instance, isTry } of replay(events)) {
		if (event.type !== 'attempt' || !isTry || event.t > span.until) continue;
		const labId = labOfPractice(event);
		if (labId !== null && event.verdict === 'pass') {
			if (event.t < joinedAt) passedBefore.add(labId);
			if (trials.has(labId) || passedBefore.has(labId)) continue;
			const dueAt = event.t + span.delayDays * DAY_MS;
			const start = { userId, arm, joinedAt, labId, passedAt: event.t, rung: instance?.shown ?? 0, dueAt };
			trials.set(labId, { ...start, earlierChecks: 0, checkedAt: null, passed: null });
			continue;
		}
		const trial = trials.get(labOfRecheck(event) ?? '');
		if (trial && trial.checkedAt === null) trials.set(trial.labId, withCheck(trial, event));
	}
	return [...trials.values()];
}

/** A variant in code measures; a quick form, which guessing passes more often, is an earlier check like those before the delay. */
function withCheck(trial: Trial, { t, item, verdict }: Extract<LearningEvent, { type: 'attempt' }>): Trial {
	const isMeasure = t >= trial.dueAt && (item ?? 'code') === 'code';
	return isMeasure ? { ...trial, checkedAt: t, passed: verdict === 'pass' } : { ...trial, earlierChecks: trial.earlierChecks + 1 };
}

/** One line for each arm, in the order given. */
export function armOutcomes(arms: readonly string[], members: readonly Member[], trials: readonly Trial[], until: number): ArmOutcome[] {
	return arms.map((arm) => {
		const joined = members.filter((member) => member.arm === arm);
		const mine = trials.filter((trial) => trial.arm === arm);
		const taken = mine.filter(({ passed }) => passed !== null).sort((a, b) => (a.checkedAt ?? 0) - (b.checkedAt ?? 0));
		const first = taken.filter(({ userId }, n) => taken.findIndex((trial) => trial.userId === userId) === n);
		const share = (of: readonly Trial[]) => wilson(of.filter(({ passed }) => passed === true).length, of.length);
		return {
			arm,
			learners: joined.length,
			left: joined.filter(({ hasLeft }) => hasLeft).length,
			due: mine.filter(({ dueAt }) => dueAt <= until).length,
			taken: taken.length,
			first: share(first),
			all: share(taken),
		};
	});
}

/** Days after a lab in which the arms that a learner is in invite to no check. */
export function daysHeld(arms: readonly { readonly arm: string; readonly delayDays: number }[]): number[] {
	return arms.flatMap(({ arm, delayDays }) => (arm === 'not-invited' ? [delayDays] : []));
}

/** In the arm without invitations: the moment until which none is made on the skill, the delay after the last lab passed on it. */
export function heldUntil(events: readonly LearningEvent[], skill: string, delayDays: number): number {
	const pass = events.findLast(
		(event) => event.type === 'attempt' && event.verdict === 'pass' && event.skill === skill && labOfPractice(event) !== null,
	);
	return pass === undefined ? 0 : pass.t + delayDays * DAY_MS;
}
