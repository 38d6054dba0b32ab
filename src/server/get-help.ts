/**
 * The help panel of one lab: the decision on the server's own event log, in sentences, and the text of those rungs
 * that were taken. A guest sees how help begins and no rung.
 */

import { type HelpDecision, type HelpView, RUNG_TITLES, type RungView } from '#contract/help.ts';
import type { Lab } from '#contract/lab.ts';
import type { Actor } from '#contract/user.ts';
import { listEventsOfSkill, type StoredEvent } from '#db/store/events.ts';
import { decide } from '#learning/decide.ts';
import { passWeight } from '#learning/evidence.ts';
import { heldUntil } from '#learning/experiment-outcome.ts';
import { explainNext, explainReading, explainReasons, quoteReason } from '#learning/explain.ts';
import { beginInstance, fold } from '#learning/fold.ts';
import { entry, PARAMETERS } from '#learning/parameters.ts';
import { parkedSince } from '#learning/parked.ts';
import { standing } from '#learning/standing-events.ts';
import { newSkill } from '#learning/state.ts';
import { RUNGS, type Rung } from '#tutor/authored-ladder.ts';
import type { Context } from './context.ts';
import { getHelpSettings, type HelpSettings, MAX_AUTO } from './help-settings.ts';
import { listOwnQuestions } from './list-help-requests.ts';
import { type Place, practiceIn } from './place.ts';
import { rungsTaken, shownRungs } from './shown-rungs.ts';
import { skillTitle } from './skills.ts';

/** Said with the instructor's name and reason instead. */
const BOUND_CODES: ReadonlySet<string> = new Set(['INSTRUCTOR_FLOOR', 'INSTRUCTOR_CEILING']);

export async function getHelp(context: Context, actor: Actor | null, lab: Lab, place = practiceIn(lab)): Promise<HelpView> {
	if (actor === null) return guestView(lab, context.now());
	const [events, settings, asked] = await Promise.all([
		listEventsOfSkill(context.client, actor.id, lab.skills.core),
		getHelpSettings(context, actor.id, lab.id),
		listOwnQuestions(context, actor.id, lab.id),
	]);
	return { ...helpView(lab, events, settings, context.now(), place), ...asked };
}

/** Pure but for the texts of taken rungs, which are read from the lab's folder. Of questions to a person it knows nothing. */
export function helpView(
	lab: Lab,
	log: readonly StoredEvent[],
	settings: HelpSettings,
	now: number,
	place: Place = practiceIn(lab),
): HelpView {
	const stored = standing(log);
	const events = stored.map(({ event }) => event);
	const { config, pref, pace, bound } = settings;
	const isHeld = settings.holdsRechecks.some((days) => heldUntil(events, lab.skills.core, days) > now);
	const decided = decide({ now, events, skill: lab.skills.core, ...place, labCore: true, config, pref, pace });
	const decision = isHeld ? uninvited(decided) : decided;
	const skill = fold(events, PARAMETERS).get(lab.skills.core) ?? newSkill(PARAMETERS);
	const instance = skill.instances.get(place.task) ?? beginInstance(skill, { t: now, mode: place.mode }, PARAMETERS);
	const taken = rungsTaken(stored, place.task);
	const shown = shownRungs(lab, log, place);
	const lastDeep = Math.max(taken.get(4) ?? 0, taken.get(5) ?? 0);
	return {
		signedIn: true,
		decision,
		why: explainReasons(
			{ ...decision, reasons: decision.reasons.filter(({ code }) => bound === null || !BOUND_CODES.has(code)) },
			skillTitle(lab.skills.core),
		).concat(bound === null ? [] : explainBound(bound)),
		opens: explainNext(decision, Math.min(config.ceiling, pref.cap)),
		reading: explainReading(decision),
		creditNow: passWeight(instance, PARAMETERS),
		rungs: RUNGS.map((rung) => ({ ...rungView(rung, decision.maxLevel, taken), ...shown.get(rung) })),
		bound,
		preference: pref,
		parkedAt: parkedSince(events, place.task),
		recheckFrom: lastDeep > 0 && !isHeld ? lastDeep + PARAMETERS.recheckSpacingMs : null,
		people: [],
		questions: [],
	};
}

/** The one rung that a learner may take now: the lowest that was not taken, when it is open. */
export function nextOpenRung(view: HelpView): RungView | undefined {
	return view.rungs.find(({ state }) => state === 'open');
}

function rungView(rung: Rung, maxLevel: number, takenAt: ReadonlyMap<number, number>): RungView {
	const base = { rung, title: RUNG_TITLES[rung - 1] ?? '', credit: entry(PARAMETERS.helpCredit, rung) };
	const openedAt = takenAt.get(rung);
	if (openedAt !== undefined) return { ...base, state: 'taken', openedAt };
	const isNext = RUNGS.every((lower) => lower >= rung || takenAt.has(lower));
	return { ...base, state: isNext && rung <= maxLevel ? 'open' : 'shut' };
}

/** In an arm without invitations nothing that is said invites; what a pass counts is said all the same. */
function uninvited(decision: HelpDecision): HelpDecision {
	return { ...decision, recheck: null, reasons: decision.reasons.filter(({ code }) => code !== 'RECHECK_INVITED') };
}

function explainBound({ by, reason, ceiling, floor }: NonNullable<HelpView['bound']>): string {
	const what = ceiling < 5 ? `set rung ${ceiling} as the highest` : `opened everything up to rung ${floor}`;
	return `${by} ${what}: ${quoteReason(reason)}`;
}

function guestView(lab: Lab, now: number): HelpView {
	const decision = decide({
		now,
		events: [],
		skill: lab.skills.core,
		task: lab.id,
		labCore: true,
		config: { ceiling: 0, maxAuto: MAX_AUTO },
	});
	return {
		signedIn: false,
		decision: { ...decision, next: null, reasons: [] },
		why: ['Hints open with your work, so they need an account that remembers it. Types, API and plots are answered in full, free.'],
		opens: 'Sign up, and the first hint is open at once. What you wrote here moves in with you.',
		reading: null,
		creditNow: 1,
		rungs: RUNGS.map((rung) => rungView(rung, 0, new Map())),
		bound: null,
		preference: { cap: 5, proactive: 'ask', auto: MAX_AUTO },
		parkedAt: null,
		recheckFrom: null,
		people: [],
		questions: [],
	};
}
