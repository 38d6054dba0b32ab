/** Puts a lab aside, with a way back from the learner's own page, and knows which are. Costs nothing and changes no number. */
import type { HelpView } from '#contract/help.ts';
import type { Lab } from '#contract/lab.ts';
import type { Actor } from '#contract/user.ts';
import { insertEvent, listEvents, listEventsOfSkill, selectOptionalLastEvent } from '#db/store/events.ts';
import { parkedSince } from '#learning/parked.ts';
import { standingEvents } from '#learning/standing-events.ts';
import type { Context } from './context.ts';
import { getHelp } from './get-help.ts';
import { inTurn } from './in-turn.ts';

export function parkLab(context: Context, actor: Actor, lab: Lab): Promise<HelpView> {
	return inTurn(context, 'effort', actor.id, async (turn) => {
		const events = standingEvents(await listEventsOfSkill(context.client, actor.id, lab.skills.core));
		if (parkedSince(events, lab.id) === null) {
			const event = { t: context.now(), type: 'park', skill: lab.skills.core, task: lab.id } as const;
			await insertEvent(turn, { userId: actor.id, labId: lab.id, event });
		}
		return getHelp(context, actor, lab);
	});
}

/** Ids of the labs that a learner has put aside. Most have none, and then nothing else is read. */
export async function listParkedLabs({ client }: Context, userId: string): Promise<ReadonlySet<string>> {
	if (!(await selectOptionalLastEvent(client, userId, { types: ['park'] }))) return new Set();
	const events = standingEvents(await listEvents(client, userId));
	const parked = events.filter(({ type, task }) => type === 'park' && parkedSince(events, task) !== null);
	return new Set(parked.map(({ task }) => task));
}
