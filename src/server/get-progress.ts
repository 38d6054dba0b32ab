/** One person's progress, by lesson and by skill, with the evidence behind each number. Plain data: /me and /teach show the same. */

import type { HelpPreference } from '#contract/help.ts';
import type { Lab } from '#contract/lab.ts';
import type { LabProgress, LabWork, Progress, SkillProgress } from '#contract/progress.ts';
import { listEvents, type StoredEvent } from '#db/store/events.ts';
import { type ArmOfLearner, listArms } from '#db/store/experiments.ts';
import { listBoundsOfLearner } from '#db/store/help-bounds.ts';
import { listOutcomes, type OutcomeRow } from '#db/store/progress.ts';
import { labs } from '#labs/index.ts';
import { isByLearner } from '#learning/activity.ts';
import { decideOn } from '#learning/decide.ts';
import { listEvidence } from '#learning/evidence-list.ts';
import { explainNext, explainReasons } from '#learning/explain.ts';
import { foldOnce, standingOfSkill, standingOnce } from '#learning/kept-log.ts';
import { PACE_FACTOR } from '#learning/parameters.ts';
import { parkedSince } from '#learning/parked.ts';
import type { InstanceState } from '#learning/state.ts';
import { stuckRule } from '#learning/stuck-rule.ts';
import type { Context } from './context.ts';
import { withoutHeld } from './experiment-check.ts';
import { type BoundBy, combineBounds, getHelpPreference, type HelpSettings } from './help-settings.ts';
import { listDueChecks } from './list-due-checks.ts';
import { listSkills, skillTitle } from './skills.ts';

type Outcomes = readonly OutcomeRow[];

export async function getProgress(context: Context, userId: string): Promise<Progress> {
	return progressOf(context, userId, await readRecord(context, userId));
}

/** The same of a record that was read already. */
export async function progressOf(context: Context, userId: string, record: LearnerRecord): Promise<Progress> {
	const { stored, outcomes, arms, settingsOf, preference } = record;
	const skills = coreSkills().map((skill) => skillProgress(skill, stored, context.now()));
	return {
		labs: labs.map((lab) => labProgress(lab, stored, outcomes, settingsOf(lab.id), context.now())),
		skills,
		due: withoutHeld(await listDueChecks(userId, stored, context.now()), arms, standingOnce(stored), context.now()),
		timeline: skills.flatMap(({ evidence }) => evidence).sort((a, b) => b.t - a.t),
		preference,
	};
}

export interface LearnerRecord {
	readonly stored: readonly StoredEvent[];
	readonly outcomes: Outcomes;
	/** Bounds of instructors in force, with who set them. */
	readonly bounds: readonly BoundBy[];
	/** Arms of running experiments. */
	readonly arms: readonly ArmOfLearner[];
	readonly preference: HelpPreference;
	settingsOf(labId: string): HelpSettings;
}

/** What every page about one learner is computed from. `asked`: their outcomes, where the caller reads them already. */
export async function readRecord(context: Context, userId: string, asked?: Promise<Outcomes>): Promise<LearnerRecord> {
	const [stored, outcomes, bounds, arms, preference] = await Promise.all([
		listEvents(context.client, userId),
		asked ?? listOutcomes(context.client, { userId }),
		listBoundsOfLearner(context.client, userId),
		listArms(context.client, { userId }),
		getHelpPreference(context, userId),
	]);
	return {
		...{ stored, outcomes, bounds, arms, preference },
		settingsOf: (labId) => ({ ...combineBounds(bounds, userId, labId, arms), pref: preference }),
	};
}

/** Of one learner: `stored` and `outcomes` hold nobody else's. */
export function labProgress(
	lab: Lab,
	stored: readonly StoredEvent[],
	outcomes: Outcomes,
	settings: HelpSettings,
	now: number,
): LabProgress {
	const skill = lab.skills.core;
	const events = standingOfSkill(stored, skill);
	const { config, pref, pace } = settings;
	const folded = foldOnce(stored, PACE_FACTOR[pace]).get(skill);
	const decision = decideOn(folded, { now, skill, task: lab.id, labCore: true, config, pref, pace });
	const mine = outcomes.filter(({ labId }) => labId === lab.id);
	const isAccepted = mine.some(({ outcome }) => outcome === 'accepted');
	const touched = events.findLast((event) => event.task === lab.id && isByLearner(event))?.t ?? null;
	const lastAt = Math.max(touched ?? 0, mine.at(-1)?.createdAt.getTime() ?? 0);
	return {
		labId: lab.id,
		lesson: lab.lesson,
		title: lab.title,
		state: isAccepted ? 'accepted' : lastAt > 0 ? 'working' : 'not-started',
		submissions: mine.length,
		lastAt: lastAt > 0 ? lastAt : null,
		parkedAt: isAccepted ? null : parkedSince(events, lab.id),
		maxLevel: decision.maxLevel,
		why: explainReasons(decision, skillTitle(lab.skills.core)),
		opens: explainNext(decision, Math.min(config.ceiling, pref.cap)),
		stuck: isAccepted ? null : stuckRule(decision),
		isDue: decision.recheck !== null && decision.recheck.from <= now,
		work: workIn(folded?.instances.get(lab.id)),
	};
}

function workIn(instance: InstanceState | undefined): LabWork {
	if (!instance) return { tries: 0, activeMs: 0, rungTaken: 0, repeated: null };
	const [top] = [...instance.diagnoses].sort(([, a], [, b]) => b - a);
	return {
		tries: instance.engaged,
		activeMs: instance.activeMs,
		rungTaken: instance.shown,
		repeated: top ? { diagnosis: top[0], times: top[1] } : null,
	};
}

function skillProgress(id: string, stored: readonly StoredEvent[], now: number): SkillProgress {
	const log = stored.filter(({ event }) => event.skill === id);
	const decision = decideOn(foldOnce(stored).get(id), { now, skill: id, task: 'a-new-lab' });
	const title = skillTitle(id);
	return { id, title, decision, why: explainReasons(decision, title), evidence: listEvidence(log).reverse() };
}

/** In the order of the list, those that a lab tests. */
export function coreSkills(): string[] {
	const tested = new Set(labs.map((lab) => lab.skills.core));
	const listed = [...listSkills().keys()].filter((id) => tested.has(id));
	return [...listed, ...[...tested].filter((id) => !listed.includes(id))];
}
