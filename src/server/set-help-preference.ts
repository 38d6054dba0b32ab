/** A learner's own cap on help, whether help may be offered unasked, and what may write itself. All can be lifted at once, at any time. */
import { z } from 'zod';
import type { Actor } from '#contract/user.ts';
import { updateHelpPreference } from '#db/store/help-preference.ts';
import type { Context } from './context.ts';

/** What is left out stays as it is. */
export const helpPreferenceSchema = z
	.strictObject({
		cap: z.int().min(0, 'The cap is a rung from 0 to 5.').max(5, 'The cap is a rung from 0 to 5.'),
		proactive: z.enum(['ask', 'off']),
		/** Highest automation: 1 turns completion off. */
		auto: z.int().min(1, 'Automation is 1 (off), 2 (lines) or 3 (blocks).').max(3, 'Automation is 1 (off), 2 (lines) or 3 (blocks).'),
	})
	.partial();

export async function setHelpPreference(
	context: Context,
	actor: Actor,
	{ cap, proactive, auto }: z.infer<typeof helpPreferenceSchema>,
): Promise<void> {
	await updateHelpPreference(context.client, actor.id, {
		...(cap === undefined ? {} : { helpCap: cap }),
		...(proactive === undefined ? {} : { helpProactive: proactive === 'ask' }),
		...(auto === undefined ? {} : { helpAuto: auto }),
	});
}
