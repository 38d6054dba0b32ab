/** What waits for an unaided check: credit that help has withheld, and invitations with the moment since which they stand. */
import type { LearningEvent } from '#contract/event.ts';
import type { DueCheck, Withheld } from '#contract/teach-help.ts';
import { statusOf } from './decide.ts';
import { round3 } from './estimate-text.ts';
import { advance, fold } from './fold.ts';
import { type HelpParameters, PARAMETERS } from './parameters.ts';
import { invitedRecheck } from './recheck.ts';
import { DAY_MS, daysToRecall } from './retention.ts';
import type { SkillState, Skills } from './state.ts';

/** Skills of one learner on which so much credit is withheld that a re-check is worth its time. */
export function withheldCredit(userId: string, events: readonly LearningEvent[], parameters: HelpParameters = PARAMETERS): Withheld[] {
	return [...fold(events, parameters)]
		.filter(([, { debt }]) => debt >= parameters.debtTolerance)
		.map(([skill, { p, debt }]) => {
			const restored = 1 / (1 + Math.exp(-(Math.log(p / (1 - p)) + debt * parameters.restoredShare)));
			return { skill, userId, debt: round3(debt), now: round3(p), restored: round3(Math.min(parameters.pMax, restored)) };
		});
}

/** Invitations of one learner that stand at `now`. */
export function dueChecks(
	userId: string,
	events: readonly LearningEvent[],
	now: number,
	parameters: HelpParameters = PARAMETERS,
): DueCheck[] {
	const skills: Skills = new Map();
	/** Since when an invitation other than by forgetting stands, by skill. */
	const since = new Map<string, number>();
	for (const event of events) {
		advance(skills, event, parameters);
		const skill = skills.get(event.skill);
		const invited = skill && invitationAt(skill, event.t, parameters);
		if (!invited) since.delete(event.skill);
		else if (!since.has(event.skill)) since.set(event.skill, invited.from);
	}
	return [...skills].flatMap(([id, skill]) => {
		const invited = invitationAt(skill, now, parameters);
		if (!invited || invited.from > now) return [];
		const from = invited.kind === 'retention' ? fadedAt(skill, parameters) : Math.max(since.get(id) ?? now, spacedFrom(skill, parameters));
		return [{ skill: id, userId, kind: invited.kind, since: Math.min(now, from) }];
	});
}

function invitationAt(skill: SkillState, now: number, parameters: HelpParameters) {
	return invitedRecheck(skill, { status: statusOf(skill, now, parameters), mode: 'practice', now }, parameters);
}

function spacedFrom(skill: SkillState, parameters: HelpParameters): number {
	return skill.deepHelpAt === null ? 0 : skill.deepHelpAt + parameters.recheckSpacingMs;
}

/** When recall fell to the line below which a skill is due. */
function fadedAt(skill: SkillState, parameters: HelpParameters): number {
	return (skill.lastIndependentAt ?? 0) + daysToRecall(parameters.dueR, skill, parameters) * DAY_MS;
}
