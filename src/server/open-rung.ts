/**
 * Takes exactly the next open rung: the event is stored first, the text follows. A rung that is shut, or out of order,
 * is refused with the sentence that says what opens it. Taking one again changes nothing.
 */

import { AppError } from '#contract/error.ts';
import type { HelpView } from '#contract/help.ts';
import type { Lab } from '#contract/lab.ts';
import type { Actor } from '#contract/user.ts';
import { insertEvent, listEventsOfSkill, type StoredEvent } from '#db/store/events.ts';
import { labOfTask, openSitting, sittingsOf } from '#learning/sitting.ts';
import { standingEvents } from '#learning/standing-events.ts';
import { RUNGS, type Rung, readRung } from '#tutor/authored-ladder.ts';
import type { Context } from './context.ts';
import { getHelp, helpView, nextOpenRung } from './get-help.ts';
import { getHelpSettings } from './help-settings.ts';
import { inTurn } from './in-turn.ts';
import { type Place, practiceIn } from './place.ts';

/** @throws AppError `forbidden` while the rung is shut. */
export function openRung(context: Context, actor: Actor, lab: Lab, rung: Rung, place = practiceIn(lab)): Promise<HelpView> {
	return inTurn(context, 'effort', actor.id, (turn) => takeRung({ ...context, client: turn }, actor, lab, rung, place));
}

async function takeRung(context: Context, actor: Actor, lab: Lab, rung: Rung, place: Place): Promise<HelpView> {
	const settings = await getHelpSettings(context, actor.id, lab.id);
	const stored = await listEventsOfSkill(context.client, actor.id, lab.skills.core);
	const view = helpView(lab, stored, settings, context.now(), place);
	if (view.rungs.some((each) => each.rung === rung && each.state === 'taken')) return getHelp(context, actor, lab, place);
	if (nextOpenRung(view)?.rung !== rung) throw refusal(view, rung);
	requireNoOpenCheck(stored, place, context.now());
	// A ladder that cannot be read must fail before the price is paid.
	readRung(lab.id, rung);
	const event = { t: context.now(), type: 'hint', skill: lab.skills.core, ...place, level: rung } as const;
	await insertEvent(context.client, { userId: actor.id, labId: lab.id, event });
	return getHelp(context, actor, lab, place);
}

/** While an unaided check of the skill is open, the lab's own rungs wait. */
function requireNoOpenCheck(stored: readonly StoredEvent[], { mode }: Place, now: number): void {
	const open = openSitting(sittingsOf(standingEvents(stored), now));
	if (mode !== 'practice' || open === null) return;
	throw new AppError('forbidden', 'An unaided check of this skill is open, so no further rung opens here.', {
		fix: `Leave it first, which is free: /recheck/${labOfTask(open.task)}.`,
	});
}

function refusal(view: HelpView, rung: number): AppError {
	const next = nextOpenRung(view);
	if (next && next.rung < rung)
		return new AppError('forbidden', `Rung ${rung} comes after rung ${next.rung}, which is open and not yet taken.`, {
			fix: `Open rung ${next.rung} first.`,
		});
	const sentence = view.bound && view.decision.maxLevel >= view.bound.ceiling ? view.why.at(-1) : view.opens;
	return new AppError('forbidden', `Rung ${rung} is not open yet.`, sentence ? { fix: sentence } : {});
}

/** @throws AppError `missing` for anything but "1" to "5". */
export function requireRung(text: string): Rung {
	const rung = RUNGS.find((each) => String(each) === text);
	if (rung === undefined) throw new AppError('missing', `There is no rung "${text}": they are 1 to 5.`);
	return rung;
}
