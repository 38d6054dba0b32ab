/** One person's progress, by lesson and by skill, with the evidence behind each number. Plain data: /me and /teach show the same. */

import type { HelpDecision, HelpPreference } from '#contract/help.ts';
import type { Lab } from '#contract/lab.ts';
import { listEvents, type StoredEvent } from '#db/store/events.ts';
import { listBoundsOfLearner } from '#db/store/help-bounds.ts';
import { listOutcomes } from '#db/store/progress.ts';
import { labs } from '#labs/index.ts';
import { decide } from '#learning/decide.ts';
import { type EvidenceLine, listEvidence } from '#learning/evidence-list.ts';
import { explainNext, explainReasons } from '#learning/explain.ts';
import type { Context } from './context.ts';
import { combineBounds, getHelpPreference, type HelpSettings } from './help-settings.ts';
import { listSkills, skillTitle } from './skills.ts';

type Outcomes = Awaited<ReturnType<typeof listOutcomes>>;

export interface LabProgress {
	readonly labId: string;
	readonly lesson: string;
	readonly title: string;
	readonly state: 'not-started' | 'working' | 'accepted';
	readonly submissions: number;
	readonly lastAt: number | null;
	/** Highest rung that may be opened now, and why. */
	readonly maxLevel: number;
	readonly why: readonly string[];
	readonly opens: string | null;
	/** The rule that calls this stuck, in words, or null. */
	readonly stuck: string | null;
}

export interface SkillProgress {
	readonly id: string;
	readonly title: string;
	readonly decision: HelpDecision;
	readonly why: readonly string[];
	/** Newest first. */
	readonly evidence: readonly EvidenceLine[];
}

export interface Progress {
	readonly labs: readonly LabProgress[];
	readonly skills: readonly SkillProgress[];
	readonly due: readonly { readonly title: string; readonly kind: string; readonly from: number; readonly why: string }[];
	/** Newest first, of all skills. */
	readonly timeline: readonly EvidenceLine[];
	readonly preference: HelpPreference;
}

const RECHECK_WHY: Readonly<Record<string, string>> = {
	retention: 'memory fades; a check renews it',
	'restore-credit': 'returns held-back credit',
	prove: 'one unaided check proves it',
};

export async function getProgress(context: Context, userId: string): Promise<Progress> {
	const [stored, outcomes, bounds, preference] = await Promise.all([
		listEvents(context.client, userId),
		listOutcomes(context.client, { userId }),
		listBoundsOfLearner(context.client, userId),
		getHelpPreference(context, userId),
	]);
	const settingsOf = (labId: string): HelpSettings => ({ ...combineBounds(bounds, userId, labId), pref: preference });
	const skills = coreSkills().map((skill) => skillProgress(skill, stored, context.now()));
	return {
		labs: labs.map((lab) => labProgress(lab, stored, outcomes, settingsOf(lab.id), context.now())),
		skills,
		due: skills.flatMap(({ title, decision: { recheck } }) =>
			recheck ? [{ title, kind: recheck.kind, from: recheck.from, why: RECHECK_WHY[recheck.kind] ?? '' }] : [],
		),
		timeline: skills.flatMap(({ evidence }) => evidence).sort((a, b) => b.t - a.t),
		preference,
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
	const events = stored.map(({ event }) => event).filter(({ skill }) => skill === lab.skills.core);
	const { config, pref, pace } = settings;
	const decision = decide({ now, events, skill: lab.skills.core, task: lab.id, labCore: true, config, pref, pace });
	const mine = outcomes.filter(({ labId }) => labId === lab.id);
	const isAccepted = mine.some(({ outcome }) => outcome === 'accepted');
	const touched = events.findLast(({ task }) => task === lab.id)?.t ?? null;
	const lastAt = Math.max(touched ?? 0, mine.at(-1)?.createdAt.getTime() ?? 0);
	return {
		labId: lab.id,
		lesson: lab.lesson,
		title: lab.title,
		state: isAccepted ? 'accepted' : lastAt > 0 ? 'working' : 'not-started',
		submissions: mine.length,
		lastAt: lastAt > 0 ? lastAt : null,
		maxLevel: decision.maxLevel,
		why: explainReasons(decision, skillTitle(lab.skills.core)),
		opens: explainNext(decision),
		stuck: isAccepted ? null : stuckRule(decision),
	};
}

/** The rule that puts a name on the list of who may need a person; the rule is shown with the name. */
export function stuckRule({ reasons }: HelpDecision): string | null {
	const codes = new Set(reasons.map(({ code }) => code));
	if (codes.has('HARD_BOUND_REACHED')) return '45 minutes of work or 10 tries in one lab';
	if (codes.has('STUCK_ON_SKILL')) return 'ten labs on this skill, none without help';
	return codes.has('STUCK_ON_TASK') ? 'the same diagnosis three times, or six tries' : null;
}

function skillProgress(id: string, stored: readonly StoredEvent[], now: number): SkillProgress {
	const events = stored.map(({ event }) => event).filter(({ skill }) => skill === id);
	const decision = decide({ now, events, skill: id, task: 'a-new-lab' });
	const title = skillTitle(id);
	return { id, title, decision, why: explainReasons(decision, title), evidence: listEvidence(events).reverse() };
}

/** In the order of the list, those that a lab tests. */
function coreSkills(): string[] {
	const tested = new Set(labs.map((lab) => lab.skills.core));
	const listed = [...listSkills().keys()].filter((id) => tested.has(id));
	return [...listed, ...[...tested].filter((id) => !listed.includes(id))];
}
