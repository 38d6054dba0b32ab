/** What a verdict changed: mastery before and after, what is owed to a re-check, the help that holds now, and where to go next. */

import type { LearningEvent } from '#contract/event.ts';
import type { VerdictEffect } from '#contract/submission.ts';
import type { Actor } from '#contract/user.ts';
import { listEventsOfSkill, type StoredEvent } from '#db/store/events.ts';
import type { Submission } from '#db/store/submissions.ts';
import { labs } from '#labs/index.ts';
import { passWeight } from '#learning/evidence.ts';
import { fold } from '#learning/fold.ts';
import { PARAMETERS } from '#learning/parameters.ts';
import { standing } from '#learning/standing-events.ts';
import type { SkillState } from '#learning/state.ts';
import type { Context } from './context.ts';
import { helpView } from './get-help.ts';
import { requireLab } from './get-lab.ts';
import { getHelpSettings } from './help-settings.ts';
import { skillTitle } from './skills.ts';

/** Undefined while the submission has no verdict that counts. */
export async function getVerdictEffect(context: Context, actor: Actor, submission: Submission): Promise<VerdictEffect | undefined> {
	const lab = requireLab(submission.labId);
	const skill = lab.skills.core;
	const events = standing(await listEventsOfSkill(context.client, actor.id, skill));
	const at = events.findIndex(({ submissionId }) => submissionId === submission.id);
	if (at < 0) return undefined;
	const before = skillAfter(events.slice(0, at), skill);
	const after = skillAfter(events.slice(0, at + 1), skill);
	const instance = after?.instances.get(events[at]?.event.task ?? lab.id);
	const settings = await getHelpSettings(context, actor.id, lab.id);
	return {
		skill,
		skillTitle: skillTitle(skill),
		before: before?.p ?? PARAMETERS.pInit,
		after: after?.p ?? PARAMETERS.pInit,
		owed: owedMastery(after),
		credit: instance ? passWeight(instance, PARAMETERS) : 1,
		help: helpView(lab, events, settings, context.now()),
		next: nextLab(lab.id),
	};
}

function skillAfter(stored: readonly StoredEvent[], skill: string): SkillState | undefined {
	return fold(stored.map(({ event }): LearningEvent => event)).get(skill);
}

/** Where mastery would stand with everything that is held back. */
function owedMastery(skill: SkillState | undefined): number {
	if (!skill) return PARAMETERS.pInit;
	if (skill.debt === 0) return skill.p;
	const logOdds = Math.log(skill.p / (1 - skill.p)) + skill.debt;
	return Math.min(PARAMETERS.pMax, 1 / (1 + Math.exp(-logOdds)));
}

/** The lab that follows on the path; null after the last. */
function nextLab(id: string): VerdictEffect['next'] {
	const lab = labs[labs.findIndex((each) => each.id === id) + 1];
	return lab === undefined ? null : { title: `${lab.lesson} ${lab.title}`, href: `/lab/${lab.id}` };
}
