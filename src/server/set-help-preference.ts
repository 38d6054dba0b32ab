/** A learner's own cap on help, and whether help may be offered unasked. Both can be lifted at once, at any time. */
import { z } from 'zod';
import type { Actor } from '#contract/user.ts';
import { updateHelpPreference } from '#db/store/help-preference.ts';
import type { Context } from './context.ts';

export const helpPreferenceSchema = z.strictObject({
	cap: z.int().min(0, 'The cap is a rung from 0 to 5.').max(5, 'The cap is a rung from 0 to 5.'),
	proactive: z.enum(['ask', 'off']),
	/** Highest automation: 1 turns completion off. */
	auto: z.int().min(1).max(3).default(3),
});

export async function setHelpPreference(
	context: Context,
	actor: Actor,
	{ cap, proactive, auto }: z.input<typeof helpPreferenceSchema>,
): Promise<void> {
	await updateHelpPreference(context.client, actor.id, { helpCap: cap, helpProactive: proactive === 'ask', helpAuto: auto ?? 3 });
}
