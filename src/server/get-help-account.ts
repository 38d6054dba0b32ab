/**
 * What /me/help shows: every number that the policy keeps about a learner, skill by skill and lab by lab, with every
 * piece of evidence behind it, what would change it, and who bounded it. Computed from the log by pure functions.
 */
import type { Lab } from '#contract/lab.ts';
import type { HelpAccount, LabSection, SkillSection } from '#contract/skill-account.ts';
import type { Actor } from '#contract/user.ts';
import { listTeachersOf } from '#db/store/teachers.ts';
import { labs } from '#labs/index.ts';
import { decide } from '#learning/decide.ts';
import { passWeight } from '#learning/evidence.ts';
import { DISPUTABLE, listEvidence } from '#learning/evidence-list.ts';
import { explainReasons } from '#learning/explain.ts';
import { beginInstance, fold } from '#learning/fold.ts';
import { PARAMETERS } from '#learning/parameters.ts';
import { rungReading } from '#learning/rung-reading.ts';
import { accountOfSkill } from '#learning/skill-account.ts';
import { standingEvents } from '#learning/standing-events.ts';
import { newSkill } from '#learning/state.ts';
import { withAnswers } from './answer-dispute.ts';
import type { Context } from './context.ts';
import { coreSkills, type LearnerRecord, labProgress, readRecord } from './get-progress.ts';
import { toBoundLine } from './help-settings.ts';
import { skillTitle } from './skills.ts';

export async function getHelpAccount(context: Context, actor: Actor): Promise<HelpAccount> {
	const [record, teachers] = await Promise.all([readRecord(context, actor.id), listTeachersOf(context.client, actor.id)]);
	const now = context.now();
	const lines = listEvidence(record.stored, { isWithWork: true }).reverse();
	const touched = new Set(record.stored.map(({ event }) => event.skill));
	const ids = [...new Set([...coreSkills(), ...touched])];
	const skills = ids.map((id): SkillSection => {
		const account = accountOfSkill(record.stored, id, now, record.preference);
		const title = skillTitle(id);
		const pieces = lines.filter((line) => line.skill === id).length;
		return { ...account, title, why: explainReasons(account.decision, title), pieces };
	});
	return {
		skills: skills.sort((a, b) => Number(b.pieces > 0) - Number(a.pieces > 0)),
		labs: labs.map((lab) => labSection(lab, record, now)),
		evidence: await withAnswers(context, actor.id, lines),
		disputable: new Set(record.stored.filter(({ event }) => DISPUTABLE.has(event.type)).map(({ id }) => id)),
		preference: record.preference,
		bounds: record.bounds.map(toBoundLine).sort((a, b) => b.createdAt - a.createdAt),
		hasInstructor: teachers.length > 0,
	};
}

function labSection(lab: Lab, { stored, outcomes, settingsOf }: LearnerRecord, now: number): LabSection {
	const settings = settingsOf(lab.id);
	const { config, pref, pace, bound } = settings;
	const skill = lab.skills.core;
	const events = standingEvents(stored).filter((event) => event.skill === skill);
	const state = fold(events).get(skill) ?? newSkill(PARAMETERS);
	const instance = state.instances.get(lab.id) ?? beginInstance(state, { t: now }, PARAMETERS);
	return {
		...labProgress(lab, stored, outcomes, settings, now),
		skillTitle: skillTitle(skill),
		automation: decide({ now, events, skill, task: lab.id, labCore: true, config, pref, pace }).automation,
		creditNow: passWeight(instance, PARAMETERS),
		reading: rungReading(events.filter(({ task }) => task === lab.id)).map(({ rung, ms }) => ({ rung, ms })),
		bound: bound === null ? null : `${bound.by}: “${bound.reason}”`,
	};
}
