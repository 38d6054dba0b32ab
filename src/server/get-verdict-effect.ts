/** What a verdict changed: mastery before and after, what is owed to a re-check, the help that holds now, and where to go next. */

import type { LearningEvent } from '#contract/event.ts';
import type { RecheckEffect, VerdictEffect } from '#contract/submission.ts';
import type { Actor } from '#contract/user.ts';
import { listEventsOfSkill, type StoredEvent } from '#db/store/events.ts';
import type { Submission } from '#db/store/submissions.ts';
import { labs } from '#labs/index.ts';
import { passWeight, withCreditBack } from '#learning/evidence.ts';
import { explainProbe } from '#learning/explain-probe.ts';
import { fold } from '#learning/fold.ts';
import { PARAMETERS } from '#learning/parameters.ts';
import { standing } from '#learning/standing-events.ts';
import { newSkill, type SkillState } from '#learning/state.ts';
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
	const task = events[at]?.event.task ?? lab.id;
	const instance = after.instances.get(task);
	const settings = await getHelpSettings(context, actor.id, lab.id);
	return {
		skill,
		skillTitle: skillTitle(skill),
		before: before.p,
		after: after.p,
		owed: withCreditBack(after, PARAMETERS),
		credit: instance ? passWeight(instance, PARAMETERS) : 1,
		isRepeat: before.instances.get(task)?.isPassed === true,
		help: helpView(lab, events, settings, context.now()),
		recheck: submission.mode === 'recheck' ? recheckEffect(before, after) : null,
		next: submission.mode === 'recheck' ? { title: 'My work', href: '/me' } : nextLab(lab.id),
	};
}

function skillAfter(stored: readonly StoredEvent[], skill: string): SkillState {
	return fold(stored.map(({ event }): LearningEvent => event)).get(skill) ?? newSkill(PARAMETERS);
}

function recheckEffect(before: SkillState, after: SkillState): RecheckEffect {
	return { withCredit: withCreditBack(before, PARAMETERS), sentences: explainProbe(before, after) };
}

/** The lab that follows on the path; null after the last. */
function nextLab(id: string): VerdictEffect['next'] {
	const lab = labs[labs.findIndex((each) => each.id === id) + 1];
	return lab === undefined ? null : { title: `${lab.lesson} ${lab.title}`, href: `/lab/${lab.id}` };
}
