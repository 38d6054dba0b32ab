/**
 * How much code AI may write for this skill: A1 explain, A2 complete a few lines, A3 write the block.
 * Earned by proof of the very skill, never by seniority; using it is never evidence.
 */
import type { HelpStatus, Reason } from '#contract/help.ts';
import type { HelpParameters } from './parameters.ts';
import { recall } from './retention.ts';
import type { InstanceState, SkillState } from './state.ts';

interface AutomationInput {
	readonly skill: SkillState;
	readonly instance: InstanceState;
	readonly effective: number;
	readonly status: HelpStatus;
	readonly now: number;
	readonly isCore: boolean;
	/** Highest that the lab and the instructor allow, and highest that the learner wants. */
	readonly maxAuto: number;
	readonly wanted: number;
	readonly parameters: HelpParameters;
}

export function automationLevel(input: AutomationInput): { level: number; reasons: Reason[] } {
	const reasons: Reason[] = [];
	const isFresh = recall(input.skill, input.now, input.parameters) >= input.parameters.autoFreshR;
	// One use by hand, or a re-check, opens the block again.
	if (input.status === 'proven' && !isFresh && !input.isCore) reasons.push({ code: 'AUTOMATION_BY_HAND_ONCE' });
	const earned = earnedLevel(input, isFresh);
	const allowed = Math.min(earned, input.maxAuto);
	const level = Math.min(allowed, input.wanted);
	if (earned > input.maxAuto) reasons.push({ code: 'INSTRUCTOR_AUTO_CAP', cap: input.maxAuto });
	if (allowed > input.wanted) reasons.push({ code: 'PREF_AUTO_CAP', cap: input.wanted });
	if (level >= 2) reasons.push({ code: 'AUTOMATION_EARNED', level });
	return { level, reasons };
}

function earnedLevel(input: AutomationInput, isFresh: boolean): number {
	if (input.instance.mode !== 'practice') return 0;
	if (input.status === 'due') return 2;
	if (input.status === 'proven') return input.isCore || !isFresh ? 2 : 3;
	const { skill, parameters } = input;
	const isTrusted = input.effective >= parameters.autoA2P && skill.independent.size >= 1 && skill.debt < parameters.debtTolerance;
	return isTrusted && !input.isCore ? 2 : 1;
}
