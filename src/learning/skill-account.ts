/**
 * Everything that /me/help says about one skill, from nothing but its part of the log: the estimate, what is recalled
 * of it, what is held back, how it fades, and what would change it. Whoever has the export can compute the same.
 */
import type { HelpPreference } from '#contract/help.ts';
import type { SkillAccount } from '#contract/skill-account.ts';
import { withCreditBack } from './evidence.ts';
import { fold } from './fold.ts';
import { PARAMETERS } from './parameters.ts';
import { DAY_MS, daysToRecall, effective, recall } from './retention.ts';
import { type Logged, standingEvents } from './standing-events.ts';
import { newSkill } from './state.ts';
import { standsInNewLab, whatWouldChange } from './what-would-change.ts';

/** Days from now at which the curve of forgetting is drawn. */
const CURVE_DAYS = [0, 2, 5, 10, 15, 20, 30, 40, 50, 60];

/** `log`: rows of one learner, by time; those of other skills are left out here. */
export function accountOfSkill(log: readonly Logged[], skill: string, now: number, pref: HelpPreference): SkillAccount {
	const events = standingEvents(log.filter(({ event }) => event.skill === skill));
	const state = fold(events).get(skill) ?? newSkill(PARAMETERS);
	const standing = { events, skill, now, pref };
	const isFading = state.lastIndependentAt !== null && state.p > PARAMETERS.pInit;
	return {
		skill,
		decision: standsInNewLab(standing),
		p: state.p,
		effective: effective(state, now, PARAMETERS),
		recall: recall(state, now, PARAMETERS),
		debt: state.debt,
		withCredit: withCreditBack(state, PARAMETERS),
		unaided: state.independent.size,
		lastUnaidedAt: state.lastIndependentAt,
		stabilityDays: state.stabilityDays,
		dueAt: state.lastIndependentAt === null ? null : state.lastIndependentAt + daysToRecall(PARAMETERS.dueR, state, PARAMETERS) * DAY_MS,
		curve: isFading ? CURVE_DAYS.map((day) => ({ day, effective: effective(state, now + day * DAY_MS, PARAMETERS) })) : [],
		changes: whatWouldChange(standing),
	};
}
