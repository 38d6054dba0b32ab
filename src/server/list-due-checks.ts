/** The re-checks that somebody is invited to, one a skill: why, from when, in which lab, and about how long. Those that can begin now stand first. */
import type { Lab } from '#contract/lab.ts';
import { type InvitedCheck, RECHECK_KINDS } from '#contract/recheck.ts';
import type { StoredEvent } from '#db/store/events.ts';
import { labs } from '#labs/index.ts';
import { labOfTask, openSitting, spaced } from '#learning/sitting.ts';
import { loadVariant } from './load-variant.ts';
import { listQuickForms, QUICK_MINUTES } from './quick-forms.ts';
import { type RecheckState, recheckState } from './read-recheck.ts';
import { skillTitle } from './skills.ts';

/** `stored`: the whole log of the learner. */
export async function listDueChecks(userId: string, stored: readonly StoredEvent[], now: number): Promise<InvitedCheck[]> {
	const bySkill = Map.groupBy(stored, ({ event }) => event.skill);
	const tested = [...new Set(labs.map((lab) => lab.skills.core))];
	const checks = await Promise.all(tested.map((skill) => dueCheck(userId, skill, bySkill.get(skill) ?? [], now)));
	return checks.filter((check) => check !== null).sort((a, b) => a.from - b.from);
}

async function dueCheck(userId: string, skill: string, stored: readonly StoredEvent[], now: number): Promise<InvitedCheck | null> {
	const [first, ...others] = labs.filter((lab) => lab.skills.core === skill);
	if (first === undefined || stored.length === 0) return null;
	const ofSkill = recheckState(first, stored, now);
	const open = openSitting(ofSkill.sittings);
	const due = spaced(ofSkill.invitation, ofSkill.sittings);
	if (due === null && open === null) return null;
	// An open check may have taken its own invitation away: a first try that fails can end the one that would prove the skill.
	const kind = due?.kind ?? 'prove';
	const lab = [first, ...others].find(({ id }) => open !== null && labOfTask(open.task) === id) ?? bestLab([first, ...others], ofSkill);
	const state = { ...ofSkill, lab };
	return {
		skill,
		title: skillTitle(skill),
		kind,
		from: open === null && due !== null ? due.from : now,
		why: RECHECK_KINDS[kind].why,
		labId: lab.id,
		minutes: await shortest(userId, state),
		isOpen: open !== null,
	};
}

/** Of several labs on one skill: one that was passed, and the one that was checked least. */
function bestLab(candidates: readonly [Lab, ...Lab[]], { events, sittings }: RecheckState): Lab {
	const isPassed = ({ id }: Lab): boolean =>
		events.some((event) => event.type === 'attempt' && event.task === id && event.verdict === 'pass');
	const checked = ({ id }: Lab): number => sittings.filter(({ task, tries }) => tries > 0 && labOfTask(task) === id).length;
	const cost = (lab: Lab): number => (isPassed(lab) ? 0 : 1_000) + checked(lab);
	return candidates.reduce((best, lab) => (cost(lab) < cost(best) ? lab : best));
}

async function shortest(userId: string, state: RecheckState): Promise<number> {
	const quick = listQuickForms(userId, state).map((form) => QUICK_MINUTES[form]);
	return Math.min((await loadVariant(state.lab.id)).minutes, ...quick);
}
