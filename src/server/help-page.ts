/** The forms of /me/help: the learner's own settings, and the dispute of one event. What was wrong comes back as problems by field. */
import { AppError } from '#contract/error.ts';
import type { Actor } from '#contract/user.ts';
import type { Context } from './context.ts';
import { disputeEvent, disputeSchema } from './dispute-event.ts';
import { type Fields, parseFields } from './form.ts';
import { helpPreferenceSchema, setHelpPreference } from './set-help-preference.ts';

/** @throws FormError or AppError, each for a person to mend. */
export async function handleHelpForm(context: Context, actor: Actor, fields: Fields): Promise<void> {
	switch (fields['action']) {
		case 'preference':
			return setHelpPreference(context, actor, parsePreference(fields));
		case 'dispute': {
			const { eventId = '', reason = '' } = fields;
			await disputeEvent(context, actor, parseFields(disputeSchema, { eventId, reason }));
			return;
		}
		default:
			throw new AppError('invalid', 'This form is none of this page.', { fix: 'Reload the page and send it again.' });
	}
}

/** An unticked box sends nothing: then help is not offered unasked. */
function parsePreference(fields: Fields) {
	const parsed = helpPreferenceSchema.safeParse({
		cap: Number(fields['cap']),
		proactive: fields['proactive'] === 'ask' ? 'ask' : 'off',
		...(fields['auto'] === undefined ? {} : { auto: Number(fields['auto']) }),
	});
	if (!parsed.success) throw new AppError('invalid', parsed.error.issues[0]?.message ?? 'These settings are not usable.');
	return parsed.data;
}
