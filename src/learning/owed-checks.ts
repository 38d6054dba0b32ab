/** What waits for an unaided check: credit that help has withheld, and invitations with the moment since which they stand. */
import type { LearningEvent } from '#contract/event.ts';
import type { DueCheck, Withheld } from '#contract/teach-help.ts';
import { statusOf } from './decide.ts';
import { round3 } from './estimate-text.ts';
import { advance } from './fold.ts';
import { onceFor } from './kept-log.ts';
import { PARAMETERS } from './parameters.ts';
import { invitedRecheck } from './recheck.ts';
import { DAY_MS, daysToRecall } from './retention.ts';
import type { SkillState, Skills } from './state.ts';

/** Skills of one learner on which so much credit is withheld that a re-check is worth its time. */
export function withheldCredit(userId: string, events: readonly LearningEvent[]): Withheld[] {
	return [...statesOf(events).skills]
		.filter(([, { debt }]) => debt >= PARAMETERS.debtTolerance)
		.map(([skill, { p, debt }]) => {
			const restored = 1 / (1 + Math.exp(-(Math.log(p / (1 - p)) + debt * PARAMETERS.restoredShare)));
			return { skill, userId, debt: round3(debt), now: round3(p), restored: round3(Math.min(PARAMETERS.pMax, restored)) };
		});
}

/** Invitations of one learner that stand at `now`. */
export function dueChecks(userId: string, events: readonly LearningEvent[], now: number): DueCheck[] {
	const { skills, since } = statesOf(events);
	return [...skills].flatMap(([id, skill]) => {
		const invited = invitationAt(skill, now);
		if (!invited || invited.from > now) return [];
		const from = invited.kind === 'retention' ? fadedAt(skill) : Math.max(since.get(id) ?? now, spacedFrom(skill));
		return [{ skill: id, userId, kind: invited.kind, since: Math.min(now, from) }];
	});
}

/** After the last event; and since when an invitation other than by forgetting stands, by skill. */
const statesOf = onceFor((events: readonly LearningEvent[]) => {
	const skills: Skills = new Map();
	const since = new Map<string, number>();
	for (const event of events) {
		advance(skills, event, PARAMETERS);
		const skill = skills.get(event.skill);
		const invited = skill && invitationAt(skill, event.t);
		if (!invited) since.delete(event.skill);
		else if (!since.has(event.skill)) since.set(event.skill, invited.from);
	}
	return { skills, since };
});

function invitationAt(skill: SkillState, now: number) {
	return invitedRecheck(skill, { status: statusOf(skill, now, PARAMETERS), mode: 'practice', now }, PARAMETERS);
}

function spacedFrom(skill: SkillState): number {
	return skill.deepHelpAt === null ? 0 : skill.deepHelpAt + PARAMETERS.recheckSpacingMs;
}

/** When recall fell to the line below which a skill is due. */
function fadedAt(skill: SkillState): number {
	return (skill.lastIndependentAt ?? 0) + daysToRecall(PARAMETERS.dueR, skill, PARAMETERS) * DAY_MS;
}
