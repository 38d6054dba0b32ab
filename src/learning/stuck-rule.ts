/**
 * Which rule calls a learner stuck in a lab, and each rule in words, from the constants that decide it. Whoever changes a constant changes
 * what instructors read.
 */
import type { HelpDecision } from '#contract/help.ts';
import type { StuckRule } from '#contract/progress.ts';
import { PARAMETERS } from './parameters.ts';

const { wheelSameDiag, wheelAttempts, wheelOpps, hardActiveMs, hardAttempts } = PARAMETERS;

/** What each rule asks, where the lab is not accepted yet. */
export const STUCK_RULES: Readonly<Record<StuckRule, string>> = {
	task: `the same diagnosis ${wheelSameDiag} times, or ${wheelAttempts} tries`,
	bound: `${hardActiveMs / 60_000} minutes of work, or ${hardAttempts} tries`,
	skill: `${wheelOpps} labs on this skill before it, none passed without help`,
};

/** All of them in one sentence. */
export const STUCK_RULE_TEXT = `Rule: in a lab that is not accepted, ${STUCK_RULES.task}; ${STUCK_RULES.bound}; or ${STUCK_RULES.skill}.`;

/** The strongest that holds; null where none does. */
export function stuckRule({ reasons }: HelpDecision): StuckRule | null {
	const codes = new Set(reasons.map(({ code }) => code));
	if (codes.has('HARD_BOUND_REACHED')) return 'bound';
	if (codes.has('STUCK_ON_SKILL')) return 'skill';
	return codes.has('STUCK_ON_TASK') ? 'task' : null;
}
