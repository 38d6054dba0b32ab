/** The forms of /me/inbox: read, unread, all read, which kinds are wanted, and the feed's address. */
import { AppError } from '#contract/error.ts';
import { MESSAGE_KINDS } from '#contract/inbox.ts';
import type { Actor } from '#contract/user.ts';
import { markMessagesRead, markMessageUnread, setMutedKinds } from '#db/store/messages.ts';
import type { Context } from './context.ts';
import { endFeed, makeFeed } from './feed.ts';
import type { Fields } from './form.ts';

/** The path of a new feed, which is shown this once; else null. @throws AppError `invalid` for an action that there is not. */
export async function handleInboxForm(context: Context, actor: Actor, fields: Fields): Promise<string | null> {
	const { client } = context;
	const now = new Date(context.now());
	const id = fields['message'] ?? '';
	switch (fields['action']) {
		case 'read':
			await markMessagesRead(client, actor.id, { id }, now);
			return null;
		case 'unread':
			await markMessageUnread(client, actor.id, id);
			return null;
		case 'read-all':
			// What came after the page was made has not been seen.
			await markMessagesRead(client, actor.id, { until: readMoment(fields['until']) }, now);
			return null;
		case 'kinds':
			await setMutedKinds(
				client,
				actor.id,
				MESSAGE_KINDS.filter((kind) => fields[`kind:${kind}`] !== 'on'),
			);
			return null;
		case 'feed-make':
			return makeFeed(context, actor);
		case 'feed-end':
			await endFeed(context, actor);
			return null;
		default:
			throw new AppError('invalid', `There is nothing to do for "${fields['action'] ?? ''}".`, { at: 'action' });
	}
}

/** @throws AppError `invalid` */
function readMoment(text: string | undefined): Date {
	const moment = Number(text);
	if (!Number.isSafeInteger(moment) || moment < 0 || moment > 8e15)
		throw new AppError('invalid', 'The form does not say up to when.', { at: 'until', fix: 'Reload the page.' });
	return new Date(moment);
}
