/**
 * Active time from heartbeats, which a page sends every 30 s while it is visible and used. The server derives the time:
 * a beat is worth the time since the learner's last beat in any lab, and at most one beat's worth. Two tabs add nothing.
 */
import { z } from 'zod';
import type { Lab } from '#contract/lab.ts';
import type { Actor } from '#contract/user.ts';
import { insertEvent, selectOptionalLastEvent } from '#db/store/events.ts';
import type { Context } from './context.ts';
import { inTurn } from './in-turn.ts';
import { type Place, practiceIn } from './place.ts';

/** Strict: a duration sent by a client is refused, not ignored. */
export const activeSchema = z.strictObject({}, { error: 'The server derives active time itself: send an empty object.' });

/** 30 s and room for a slow network; a longer silence was not work. */
export const BEAT_WORTH_MS = 45_000;
/** Beats closer together wait for the next one, which is worth them both. */
export const LEAST_BEAT_MS = 10_000;

export function recordActive(context: Context, actor: Actor, lab: Lab, place = practiceIn(lab)): Promise<void> {
	return inTurn(context, 'effort', actor.id, (turn) => recordBeat({ ...context, client: turn }, actor, lab, place));
}

async function recordBeat(context: Context, actor: Actor, lab: Lab, place: Place): Promise<void> {
	const now = context.now();
	const [lastBeat, touched] = await Promise.all([
		selectOptionalLastEvent(context.client, actor.id, { types: ['active', 'open'] }),
		selectOptionalLastEvent(context.client, actor.id, { types: ['active', 'open'], task: place.task }),
	]);
	const base = { t: now, skill: lab.skills.core, ...place } as const;
	if (!touched) {
		await insertEvent(context.client, { userId: actor.id, labId: lab.id, event: { ...base, type: 'open' } });
		return;
	}
	const ms = Math.min(now - (lastBeat?.event.t ?? now), BEAT_WORTH_MS);
	if (ms < LEAST_BEAT_MS) return;
	await insertEvent(context.client, { userId: actor.id, labId: lab.id, event: { ...base, type: 'active', ms } });
}
