/**
 * A learner says that an event of theirs is wrong, and why. The event keeps counting until an instructor agrees; the
 * log only grows. Each event can be disputed once.
 */
import { z } from 'zod';
import { AppError } from '#contract/error.ts';
import type { Actor } from '#contract/user.ts';
import { insertEvent, listEvents, type StoredEvent } from '#db/store/events.ts';
import { DISPUTABLE } from '#learning/evidence-list.ts';
import type { Context } from './context.ts';
import { inTurn } from './in-turn.ts';

export const MAX_DISPUTE_REASON = 2_000;

export const disputeSchema = z.strictObject({
	eventId: z.string().max(64),
	reason: z
		.string()
		.trim()
		.min(5, 'Say what is wrong with it, in a few words: your instructor reads it.')
		.max(MAX_DISPUTE_REASON, 'A reason has at most 2,000 characters.'),
});

/** @throws AppError `missing` for an event that is not the actor's, `invalid` for one that moves nothing, `conflict` for one already disputed. */
export function disputeEvent(context: Context, actor: Actor, { eventId, reason }: z.infer<typeof disputeSchema>): Promise<StoredEvent> {
	return inTurn(context, 'effort', actor.id, async (turn) => {
		const log = await listEvents(context.client, actor.id);
		const row = log.find(({ id }) => id === eventId);
		if (!row) throw new AppError('missing', 'There is no such event in your log.', { fix: 'Reload the page: the list may have changed.' });
		if (!DISPUTABLE.has(row.event.type))
			throw new AppError('invalid', 'This event changes neither the estimate nor what a pass counts, so there is nothing to undo.');
		if (log.some(({ event }) => event.type === 'dispute' && event.eventId === eventId))
			throw new AppError('conflict', 'You have disputed this event already. Your reason stands beside it.');
		const { skill, task } = row.event;
		const event = { t: context.now(), type: 'dispute', skill, task, eventId, reason } as const;
		return insertEvent(turn, { userId: actor.id, labId: row.labId, event });
	});
}
