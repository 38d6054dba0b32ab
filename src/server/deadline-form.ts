/** The forms of /teach/<cohort>/deadlines: set what was previewed, remove one, extend, take back, and the time zone. */
import { type DeadlineAsk, deadlineAskSchema } from '#contract/deadline.ts';
import { AppError } from '#contract/error.ts';
import type { Actor } from '#contract/user.ts';
import type { Context } from './context.ts';
import { extend, takeBackExtension } from './extend.ts';
import { type Fields, type Problems, parseFields, tryForm } from './form.ts';
import { removeDeadline, setDeadlines, setTimeZone } from './set-deadlines.ts';

/** Parts of the page, as its addresses have them. */
export type DeadlinePart = 'labs' | 'extensions' | 'zone';

/** Where the page shows what came of an action. */
export function partOf(action: string): DeadlinePart {
	if (action === 'zone') return 'zone';
	return action === 'extend' || action === 'take-back' ? 'extensions' : 'labs';
}

/** What the address asks to preview; null when it asks for nothing. @throws FormError */
export function readAsk(fields: Fields): DeadlineAsk | null {
	return fields['due'] === undefined ? null : parseFields(deadlineAskSchema, fields);
}

/** As `readAsk`, with what is wrong for the page to show. */
export async function tryAsk(fields: Fields): Promise<{ ask: DeadlineAsk | null; problems: Problems }> {
	let ask: DeadlineAsk | null = null;
	const problems = await tryForm(async () => {
		ask = readAsk(fields);
	});
	return { ask, problems };
}

/** `asked` are the fields of the address, where the preview stands. @throws FormError or AppError, `conflict` for what somebody else changed meanwhile. */
export async function handleDeadlineForm(context: Context, actor: Actor, cohortId: string, asked: Fields, fields: Fields): Promise<void> {
	const action = fields['action'] ?? '';
	switch (action) {
		case 'set': {
			const ask = readAsk(asked);
			if (ask === null) throw new AppError('invalid', 'There is no date to set.', { fix: 'Fill in the form first.' });
			return setDeadlines(context, actor, cohortId, ask, { seen: seenOf(fields), isPastMeant: fields['confirmed'] === 'on' });
		}
		case 'remove':
			return removeDeadline(context, actor, cohortId, { labId: fields['lab'] ?? '', seen: fields['seen'] ?? '' });
		case 'extend':
			return extend(context, actor, cohortId, fields);
		case 'take-back':
			return takeBackExtension(context, actor, cohortId, fields['extension'] ?? '');
		case 'zone':
			return setTimeZone(context, actor, cohortId, { zone: fields['zone'] ?? '', timeZone: fields['timeZone'] ?? '' });
		default:
			throw new AppError('invalid', `There is nothing to do for "${action}".`, { at: 'action' });
	}
}

/** Fields `seen:<lab>`, of labs that had a deadline. */
function seenOf(fields: Fields): Record<string, string> {
	const entries = Object.entries(fields).filter(([name]) => name.startsWith('seen:'));
	return Object.fromEntries(entries.map(([name, value]) => [name.slice('seen:'.length), value]));
}
