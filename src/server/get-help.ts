/**
 * The help panel of one lab: the decision on the server's own event log, in sentences, and the text of those rungs
 * that were taken. A guest sees how help begins and no rung.
 */

import { type HelpView, RUNG_TITLES, type RungView } from '#contract/help.ts';
import type { Lab } from '#contract/lab.ts';
import type { Actor } from '#contract/user.ts';
import { listEventsOfSkill, type StoredEvent } from '#db/store/events.ts';
import { decide } from '#learning/decide.ts';
import { passWeight } from '#learning/evidence.ts';
import { explainNext, explainReasons } from '#learning/explain.ts';
import { beginInstance, fold } from '#learning/fold.ts';
import { entry, PARAMETERS } from '#learning/parameters.ts';
import { standing } from '#learning/standing-events.ts';
import { newSkill } from '#learning/state.ts';
import { RUNGS, type Rung, readRung } from '#tutor/authored-ladder.ts';
import type { Context } from './context.ts';
import { getHelpSettings, type HelpSettings, MAX_AUTO } from './help-settings.ts';
import { type Place, practiceIn } from './place.ts';
import { skillTitle } from './skills.ts';

/** Said with the instructor's name and reason instead. */
const BOUND_CODES: ReadonlySet<string> = new Set(['INSTRUCTOR_FLOOR', 'INSTRUCTOR_CEILING']);

export async function getHelp(context: Context, actor: Actor | null, lab: Lab, place = practiceIn(lab)): Promise<HelpView> {
	if (actor === null) return guestView(lab, context.now());
	const [events, settings] = await Promise.all([
		listEventsOfSkill(context.client, actor.id, lab.skills.core),
		getHelpSettings(context, actor.id, lab.id),
	]);
	return helpView(lab, events, settings, context.now(), place);
}

/** Pure but for the texts of taken rungs, which are read from the lab's folder. */
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
	const decision = decide({ now, events, skill: lab.skills.core, ...place, labCore: true, config, pref, pace });
	const skill = fold(events, PARAMETERS).get(lab.skills.core) ?? newSkill(PARAMETERS);
	const instance = skill.instances.get(place.task) ?? beginInstance(skill, { t: now, mode: place.mode }, PARAMETERS);
	const takenAt = rungsTaken(stored, place.task);
	return {
		signedIn: true,
		decision,
		why: explainReasons(
			{ ...decision, reasons: decision.reasons.filter(({ code }) => bound === null || !BOUND_CODES.has(code)) },
			skillTitle(lab.skills.core),
		).concat(bound === null ? [] : explainBound(bound)),
		opens: explainNext(decision),
		creditNow: passWeight(instance, PARAMETERS),
		rungs: RUNGS.map((rung) => rungView(lab, rung, decision.maxLevel, takenAt)),
		bound,
	};
}

/** When each rung was first taken in the lab. Only these have text. */
export function rungsTaken(stored: readonly StoredEvent[], labId: string): ReadonlyMap<number, number> {
	const taken = new Map<number, number>();
	for (const { event } of stored) {
		if (event.type === 'hint' && event.task === labId && !taken.has(event.level)) taken.set(event.level, event.t);
	}
	return taken;
}

/** The one rung that a learner may take now: the lowest that was not taken, when it is open. */
export function nextOpenRung(view: HelpView): RungView | undefined {
	return view.rungs.find(({ state }) => state === 'open');
}

function rungView(lab: Lab, rung: Rung, maxLevel: number, takenAt: ReadonlyMap<number, number>): RungView {
	const base = { rung, title: RUNG_TITLES[rung - 1] ?? '', credit: entry(PARAMETERS.helpCredit, rung) };
	const openedAt = takenAt.get(rung);
	if (openedAt !== undefined) return { ...base, state: 'taken', openedAt, html: readRung(lab.id, rung) };
	const isNext = RUNGS.every((lower) => lower >= rung || takenAt.has(lower));
	return { ...base, state: isNext && rung <= maxLevel ? 'open' : 'shut' };
}

function explainBound({ by, reason, ceiling, floor }: NonNullable<HelpView['bound']>): string {
	const what = ceiling < 5 ? `set rung ${ceiling} as the highest` : `opened everything up to rung ${floor}`;
	return `${by} ${what}: “${reason}”.`;
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
		creditNow: 1,
		rungs: RUNGS.map((rung) => rungView(lab, rung, 0, new Map())),
		bound: null,
	};
}
