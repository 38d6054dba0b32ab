/** Whether an unaided re-check is invited, why, and from when: after rung 4 or 5 not before 12 hours, else it measures copying. */
import type { LearningEvent } from '#contract/event.ts';
import type { HelpDecision, HelpStatus } from '#contract/help.ts';
import type { HelpParameters } from './parameters.ts';
import type { Mode, SkillState } from './state.ts';

type Recheck = NonNullable<HelpDecision['recheck']>;

export function invitedRecheck(
	skill: SkillState,
	moment: { status: HelpStatus; mode: Mode; now: number },
	parameters: HelpParameters,
): Recheck | null {
	const kind = recheckKind(skill, moment, parameters);
	if (kind === null) return null;
	const from = skill.deepHelpAt === null ? moment.now : Math.max(moment.now, skill.deepHelpAt + parameters.recheckSpacingMs);
	return { kind, from };
}

/**
 * From when one more check may be taken where the policy invites to none. Most skills have one lab, and one pass of it without help proves
 * nothing yet: without this the way to proven would lead only over help. Some hours after the last pass, so that it shows what stayed.
 */
export function furtherCheckFrom(skill: SkillState, events: readonly LearningEvent[], parameters: HelpParameters): number | null {
	const passed = events.findLast((event) => event.type === 'attempt' && event.verdict === 'pass');
	return passed === undefined || skill.isProven ? null : passed.t + parameters.recheckSpacingMs;
}

function recheckKind(skill: SkillState, moment: { status: HelpStatus; mode: Mode }, parameters: HelpParameters): Recheck['kind'] | null {
	if (moment.status === 'due') return 'retention';
	if (skill.debt >= parameters.debtTolerance && moment.mode === 'practice') return 'restore-credit';
	return skill.p >= parameters.proveP && !skill.isProven ? 'prove' : null;
}
