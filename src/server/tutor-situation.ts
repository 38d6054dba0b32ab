/**
 * Where a learner stands with the tutor in a lab right now: the highest level that may be asked at, by the server's own decision
 * on its own log. While any unaided re-check is open, in whichever lab, the tutor answers about tools only.
 */
import type { HelpView } from '#contract/help.ts';
import type { Lab } from '#contract/lab.ts';
import type { Actor } from '#contract/user.ts';
import { listEvents } from '#db/store/events.ts';
import { isOfModel, isQuestion, listTutorTurns, type TutorTurn } from '#db/store/tutor-turns.ts';
import { decide } from '#learning/decide.ts';
import { openSitting, type Sitting, sittingsOf } from '#learning/sitting.ts';
import { standing } from '#learning/standing-events.ts';
import type { Context } from './context.ts';
import { helpView } from './get-help.ts';
import { getHelpSettings } from './help-settings.ts';

export interface TutorSituation {
	/** An unaided check is open, here or elsewhere. */
	readonly isProbe: boolean;
	readonly mode: 'practice' | 'recheck';
	/** The instance that turns belong to. */
	readonly task: string;
	readonly level: number;
	readonly help: HelpView;
	/** Rungs of the ladder whose text the learner has. */
	readonly taken: ReadonlySet<number>;
	/** Questions of this lab, oldest first, in whichever instance. */
	readonly turns: readonly TutorTurn[];
	/** What the model itself wrote here and the learner got, completions too: it adds up. */
	readonly ofModel: readonly TutorTurn[];
}

export async function readTutorSituation(context: Context, actor: Actor, lab: Lab): Promise<TutorSituation> {
	const [log, settings, turns] = await Promise.all([
		listEvents(context.client, actor.id),
		getHelpSettings(context, actor.id, lab.id),
		listTutorTurns(context.client, actor.id, lab.id),
	]);
	const now = context.now();
	const skill = lab.skills.core;
	const help = helpView(
		lab,
		log.filter(({ event }) => event.skill === skill),
		settings,
		now,
	);
	const base = {
		help,
		turns: turns.filter(isQuestion),
		ofModel: turns.filter(isOfModel),
		taken: new Set(help.rungs.filter(({ state }) => state === 'taken').map(({ rung }) => rung)),
	};
	const events = standing(log).map(({ event }) => event);
	const probe = anyOpenSitting(events, now);
	if (probe === null) return { ...base, isProbe: false, mode: 'practice', task: lab.id, level: help.decision.maxLevel };
	// Beside a check of another skill the tutor is as silent, and the turn belongs to this lab.
	if (probe.skill !== skill) return { ...base, isProbe: true, mode: 'practice', task: lab.id, level: 0 };
	const { config, pref, pace } = settings;
	const { maxLevel } = decide({ now, events, skill, task: probe.task, labCore: true, config, pref, pace, mode: 'recheck' });
	// Only an accommodation opens anything in a check of this very skill.
	return { ...base, isProbe: true, mode: 'recheck', task: probe.task, level: maxLevel };
}

function anyOpenSitting(events: Parameters<typeof sittingsOf>[0], now: number): (Sitting & { skill: string }) | null {
	for (const [skill, own] of Map.groupBy(events, (event) => event.skill)) {
		const sitting = openSitting(sittingsOf(own, now));
		if (sitting !== null) return { ...sitting, skill };
	}
	return null;
}
