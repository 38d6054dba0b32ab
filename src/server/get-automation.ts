/**
 * What a learner has earned to have completed or written in a lab: the decision on the server's own log for each skill
 * at hand, and only such code as that allows. Of the lab's own skill never the learner's code of this very lab.
 */
import type { AutomationView, EarnedSkill, Snippet, WrittenBlock } from '#contract/automation.ts';
import type { LearningEvent } from '#contract/event.ts';
import type { Lab } from '#contract/lab.ts';
import type { Actor } from '#contract/user.ts';
import { listEvents } from '#db/store/events.ts';
import { listAccepted, type Submission } from '#db/store/submissions.ts';
import { labs } from '#labs/index.ts';
import { cutBlocks, cutPieces } from '#learning/cut-code.ts';
import { decide } from '#learning/decide.ts';
import { earnedLevel, explainEarned, type SkillAtHand, skillsAtHand } from '#learning/earned.ts';
import { openSitting, sittingsOf } from '#learning/sitting.ts';
import { standingEvents } from '#learning/standing-events.ts';
import type { Context } from './context.ts';
import { getHelpSettings, type HelpSettings, maxAutoOf } from './help-settings.ts';
import { readLabFile } from './lab-files.ts';
import { listSkills, skillTitle } from './skills.ts';
import { listIdioms } from './snippets.ts';

type Settings = Pick<HelpSettings, 'config' | 'pref' | 'pace'>;

export async function getAutomation(context: Context, actor: Actor | null, lab: Lab): Promise<AutomationView> {
	if (actor === null) return guestView(lab, context.now());
	const [skills, accepted, settings] = await Promise.all([
		earnedSkills(context, actor.id, lab),
		listAccepted(context.client, actor.id),
		getHelpSettings(context, actor.id, lab.id),
	]);
	return automationView(lab, skills, accepted, { wanted: settings.pref.auto, hasModel: context.config.tutor !== null });
}

export interface EarnedNow {
	readonly skills: readonly EarnedSkill[];
	readonly isInRecheck: boolean;
	/** Neither the learner nor an instructor switched it off, and no unaided check is open. */
	readonly mayComplete: boolean;
}

/** The levels of this moment. */
export async function earnedSkills(context: Context, userId: string, lab: Lab): Promise<EarnedNow> {
	const [stored, settings] = await Promise.all([listEvents(context.client, userId), getHelpSettings(context, userId, lab.id)]);
	return earnedBy(lab, standingEvents(stored), settings, context.now());
}

function earnedBy(lab: Lab, events: readonly LearningEvent[], { config, pref, pace }: Settings, now: number): EarnedNow {
	const isInRecheck = openSitting(sittingsOf(events, now)) !== null;
	const skills = skillsAtHand(lab, labs, listSkills()).map(({ skill, role }): EarnedSkill => {
		const skillKind = role === 'mundane' ? 'mundane' : 'core';
		const decision = decide({ now, events, skill, task: lab.id, skillKind, labCore: role === 'core', config, pref, pace });
		const at = { role, isInRecheck, wanted: pref.auto, isProject: lab.project };
		return { skill, title: skillTitle(skill), role, level: earnedLevel(decision, at), ...explainEarned(decision, at), sources: [] };
	});
	return { skills, isInRecheck, mayComplete: !isInRecheck && pref.auto >= 2 && config.maxAuto >= 2 };
}

interface Wish {
	readonly wanted: number;
	/** A tutor is set up, for somebody with an account. */
	readonly hasModel: boolean;
}

function automationView(lab: Lab, earned: EarnedNow, accepted: readonly Submission[], { wanted, hasModel }: Wish): AutomationView {
	const { skills, isInRecheck } = earned;
	const snippets = skills.filter(({ level }) => level >= 2).flatMap((each) => snippetsOf(lab, each, accepted));
	const blocks = skills.filter(({ level, role }) => level === 3 && role === 'needed').flatMap(({ skill }) => blocksOf(skill, accepted));
	const offered = [...snippets, ...blocks];
	return {
		signedIn: true,
		wanted,
		isProject: lab.project,
		isInRecheck,
		mayAskModel: hasModel && earned.mayComplete,
		skills: skills.map((each) => ({
			...each,
			sources: [...new Set(offered.filter(({ skill }) => skill === each.skill).map(({ from }) => from))],
		})),
		snippets,
		blocks,
	};
}

/** The learner's own statements first, then the authored idioms. */
function snippetsOf(lab: Lab, { skill }: SkillAtHand, accepted: readonly Submission[]): Snippet[] {
	const own = accepted
		.filter((submission) => isOfSkill(submission, skill) && !(submission.labId === lab.id && submission.mode === 'practice'))
		.flatMap(({ labId, code }) => cutPieces(code).map((piece) => ({ skill, ...piece, from: yours(labId) })));
	const authored = listIdioms()
		.filter((idiom) => idiom.skill === skill)
		.map(({ names, lines }) => ({ skill, names, lines, from: 'prepared idioms' }));
	return [...own, ...authored];
}

/** Whole functions of the learner's own accepted code; borrowed ones where the skill was proven without code that was kept. */
function blocksOf(skill: string, accepted: readonly Submission[]): WrittenBlock[] {
	return labs
		.filter((lab) => lab.skills.core === skill)
		.flatMap((lab) => {
			const own = accepted.find(({ labId, mode }) => labId === lab.id && mode === 'practice');
			const from = own ? yours(lab.id) : `the borrowed code of ${lab.lesson} ${lab.title}`;
			return cutBlocks(own?.code ?? readLabFile(lab.id, 'borrowed.ts')).map((block) => ({ skill, ...block, from }));
		});
}

function isOfSkill({ labId }: Submission, skill: string): boolean {
	return labs.some((lab) => lab.id === labId && lab.skills.core === skill);
}

function yours(labId: string): string {
	const lab = labs.find(({ id }) => id === labId);
	return `your code of ${lab === undefined ? labId : `${lab.lesson} ${lab.title}`}`;
}

/** A guest has proven nothing that is remembered: what is never rationed is completed all the same. */
function guestView(lab: Lab, now: number): AutomationView {
	const config = { floor: 0, ceiling: 5, accommodation: false, maxAuto: maxAutoOf(lab.id) };
	const earned = earnedBy(lab, [], { config, pref: { cap: 5, proactive: 'ask', auto: 3 }, pace: 'standard' }, now);
	const known = earned.skills.map((each) =>
		each.role === 'mundane' ? each : { ...each, why: 'Earned with what you show, so it needs an account that remembers it.', change: null },
	);
	return { ...automationView(lab, { ...earned, skills: known }, [], { wanted: 3, hasModel: false }), signedIn: false };
}
