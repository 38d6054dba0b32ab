/** A large paste into the editor, as the share of the answer that it makes up. The pasted text itself is never sent. */
import { z } from 'zod';
import type { Lab } from '#contract/lab.ts';
import type { Actor } from '#contract/user.ts';
import { insertEvent } from '#db/store/events.ts';
import { PARAMETERS } from '#learning/parameters.ts';
import type { Context } from './context.ts';
import { practiceIn } from './place.ts';

export const pasteSchema = z.strictObject({ share: z.number().min(0).max(1) });

/** A small paste changes nothing and is not stored. */
export async function recordPaste(
	context: Context,
	actor: Actor,
	lab: Lab,
	{ share }: z.infer<typeof pasteSchema>,
	place = practiceIn(lab),
): Promise<void> {
	if (share < PARAMETERS.pasteShare) return;
	const event = { t: context.now(), type: 'paste', skill: lab.skills.core, ...place, share } as const;
	await insertEvent(context.client, { userId: actor.id, labId: lab.id, event });
}
