/**
 * How a skill fades with time away, in the shape of FSRS: recall is 0.9 after `stabilityDays`, and each spaced
 * independent pass lets it last longer. Absence is never punished beyond this.
 */
import type { HelpParameters } from './parameters.ts';
import type { SkillState } from './state.ts';

export const DAY_MS = 86_400_000;

/** Chance in 0 to 1 to still recall after so many days. */
export function retrievability(days: number, stabilityDays: number, parameters: HelpParameters): number {
	return (1 + (shapeFactor(parameters) * Math.max(0, days)) / stabilityDays) ** -parameters.decay;
}

/** Its inverse: days from the last independent pass until recall has fallen to `chance`. */
export function daysToRecall(chance: number, skill: SkillState, parameters: HelpParameters): number {
	return (skill.stabilityDays * (chance ** (-1 / parameters.decay) - 1)) / shapeFactor(parameters);
}

/** Makes recall 0.9 after `stabilityDays`, whatever the decay. */
function shapeFactor({ decay }: HelpParameters): number {
	return 0.9 ** (-1 / decay) - 1;
}

/** Recall of the skill now; 1 when it has no independent pass that could fade. */
export function recall(skill: SkillState, now: number, parameters: HelpParameters): number {
	if (skill.lastIndependentAt === null) return 1;
	return retrievability((now - skill.lastIndependentAt) / DAY_MS, skill.stabilityDays, parameters);
}

/** Mastery after forgetting: it falls towards where everybody begins, never below. */
export function effective(skill: SkillState, now: number, parameters: HelpParameters): number {
	if (skill.lastIndependentAt === null || skill.p <= parameters.pInit) return skill.p;
	return parameters.pInit + (skill.p - parameters.pInit) * recall(skill, now, parameters);
}

/** An independent pass renews retention; within half a day of the last one it proves nothing new about memory. */
export function renewRetention(skill: SkillState, t: number, parameters: HelpParameters): void {
	if (skill.lastIndependentAt === null) skill.stabilityDays = parameters.s0Days;
	else if ((t - skill.lastIndependentAt) / DAY_MS >= parameters.sMinSpacingDays) {
		const growth = parameters.sGrowBase + parameters.sGrowGap * (1 - recall(skill, t, parameters));
		skill.stabilityDays = Math.min(parameters.sMaxDays, skill.stabilityDays * growth);
	}
	skill.lastIndependentAt = t;
}

export function shortenRetention(skill: SkillState, parameters: HelpParameters): void {
	if (skill.lastIndependentAt !== null) skill.stabilityDays = Math.max(1, skill.stabilityDays * parameters.sFail);
}
