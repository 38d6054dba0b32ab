/**
 * What a learner has earned in a lab: which skills its code may use, how much of each may write itself, why, and what
 * would change it. The lab's own skill is completed at most, never written, and only once it is proven.
 */

import type { AutomationLevel, EarnedSkill, SkillRole } from '#contract/automation.ts';
import type { HelpDecision, Reason } from '#contract/help.ts';
import { estimateText } from './estimate-text.ts';
import { PARAMETERS } from './parameters.ts';

interface LabOfSkill {
	readonly id: string;
	readonly skills: { readonly core: string; readonly mundane: readonly string[] };
	readonly allowedImports: { readonly my: readonly string[] };
}

interface SkillNeeds {
	readonly needs: readonly string[];
}

export interface SkillAtHand {
	readonly skill: string;
	readonly role: SkillRole;
}

/** The lab's own skill, then everything that it builds on, the nearest first, then what is never rationed. */
export function skillsAtHand(lab: LabOfSkill, labs: readonly LabOfSkill[], skills: ReadonlyMap<string, SkillNeeds>): SkillAtHand[] {
	const { core, mundane } = lab.skills;
	const imported = lab.allowedImports.my.flatMap((id) => labs.find((other) => other.id === id)?.skills.core ?? []);
	const needed = new Set([...imported, ...(skills.get(core)?.needs ?? [])]);
	// A set that grows while it is walked, down to the first lab of the path.
	for (const skill of needed) for (const deeper of skills.get(skill)?.needs ?? []) needed.add(deeper);
	needed.delete(core);
	return [
		{ skill: core, role: 'core' },
		...[...needed].map((skill) => ({ skill, role: 'needed' }) as const),
		...mundane.map((skill) => ({ skill, role: 'mundane' }) as const),
	];
}

/** How much may write itself here: the decision, off where the learner wants nothing, and nothing of a rationed skill during an unaided check. */
export function earnedLevel(decision: HelpDecision, { role, isInRecheck, wanted }: Circumstances): AutomationLevel {
	if (isInRecheck && role !== 'mundane') return 0;
	const level = Math.min(decision.automation, wanted);
	return level >= 3 ? 3 : level >= 2 ? 2 : level >= 1 ? 1 : 0;
}

type Explained = Pick<EarnedSkill, 'why' | 'change'>;

interface Circumstances {
	readonly role: SkillRole;
	readonly isInRecheck: boolean;
	readonly wanted: number;
	readonly isProject: boolean;
}

/** Why the level is what it is, and what would change it, in one sentence each. */
export function explainEarned(decision: HelpDecision, at: Circumstances): Explained {
	if (at.isInRecheck && at.role !== 'mundane')
		return { why: 'An unaided check of yours is open.', change: 'It is back once you hand that in or leave it. Leaving costs nothing.' };
	if (at.wanted < 2) return { why: 'You switched this off.', change: 'Switch it on below, at any time.' };
	if (at.role === 'mundane') return { why: 'Never rationed: it is not what a lab tests.', change: null };
	const cap = capOf(decision.reasons);
	if (cap < 2) return { why: 'Your instructor switched completion off here.', change: null };
	if (decision.automation < 2) return explainUnearned(decision, at);
	if (decision.automation === 3) return { why: 'Proven, and used without help within the last days.', change: null };
	return explainLines(decision, at, cap);
}

/** Lines are completed, blocks are not written. */
function explainLines(decision: HelpDecision, { role, wanted, isProject }: Circumstances, cap: number): Explained {
	const proven = decision.status === 'due' ? 'Proven, and due for a check.' : decision.status === 'proven' ? 'Proven.' : 'Nearly proven.';
	if (role === 'core') return { why: `${proven} This lab practises it, so it completes lines at most.`, change: null };
	if (!isProject) return { why: `${proven} Whole blocks are written in projects only.`, change: null };
	if (decision.status === 'due') return { why: proven, change: 'The re-check opens whole blocks again.' };
	if (decision.reasons.some(({ code }) => code === 'AUTOMATION_BY_HAND_ONCE'))
		return {
			why: 'Proven, and last used without help some days ago.',
			change: 'Use it once by hand, or take the re-check: whole blocks open again.',
		};
	if (cap < 3) return { why: `${proven} Your instructor set lines as the most here.`, change: null };
	if (wanted < 3) return { why: `${proven} You asked for lines at most.`, change: null };
	return { why: proven, change: 'Once it is proven, whole blocks are written in projects.' };
}

function explainUnearned(decision: HelpDecision, { role }: Circumstances): Explained {
	const p = estimateText(decision.effective ?? 0);
	if (decision.reasons.some(({ code, amount }) => code === 'CREDIT_WITHHELD' && (amount ?? 0) >= PARAMETERS.debtTolerance))
		return { why: 'Part of a pass is held back because of help.', change: 'A short re-check returns it.' };
	if (role === 'core')
		return {
			why: 'This lab practises it, and it is not proven yet.',
			change: 'Two passes without help prove it; a re-check can be one of them.',
		};
	const least = PARAMETERS.autoA2P.toFixed(2);
	return { why: `It stands at ${p} for you.`, change: `From ${least} on, with a pass without help, lines are completed.` };
}

function capOf(reasons: readonly Reason[]): number {
	return reasons.find(({ code }) => code === 'INSTRUCTOR_AUTO_CAP')?.cap ?? 3;
}
