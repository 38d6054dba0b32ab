/**
 * What follows from one log, computed once for as long as somebody holds that log: which events stand, and the fold of them. The same
 * array always gives the same; whoever has a longer log has another array.
 */
import type { LearningEvent } from '#contract/event.ts';
import { fold } from './fold.ts';
import { PARAMETERS } from './parameters.ts';
import { type Logged, standingEvents } from './standing-events.ts';
import type { SkillState } from './state.ts';

/** Reads only: a fold is shared by all who ask. */
export type Folded = ReadonlyMap<string, SkillState>;

interface Kept {
	readonly standing: readonly LearningEvent[];
	readonly bySkill: ReadonlyMap<string, readonly LearningEvent[]>;
	readonly folds: Map<number, Folded>;
}

/** What `compute` makes of one list, computed once for as long as somebody holds that list, which never changes. The result is shared: read only. */
export function onceFor<E, T extends object>(compute: (list: readonly E[]) => T): (list: readonly E[]) => T {
	const made = new WeakMap<readonly E[], T>();
	return (list) => {
		const known = made.get(list) ?? compute(list);
		made.set(list, known);
		return known;
	};
}

const keep = onceFor((log: readonly Logged[]): Kept => {
	const standing = standingEvents(log);
	return { standing, bySkill: Map.groupBy(standing, ({ skill }) => skill), folds: new Map() };
});

/** Events that stand, by time. */
export function standingOnce(log: readonly Logged[]): readonly LearningEvent[] {
	return keep(log).standing;
}

/** Those of one skill. */
export function standingOfSkill(log: readonly Logged[], skill: string): readonly LearningEvent[] {
	return keep(log).bySkill.get(skill) ?? [];
}

/** The fold of the whole log at that pace. `log`: of one learner, and never changed afterwards. */
export function foldOnce(log: readonly Logged[], pace = 1): Folded {
	const { standing, folds } = keep(log);
	const folded = folds.get(pace) ?? fold(standing, PARAMETERS, pace);
	folds.set(pace, folded);
	return folded;
}
