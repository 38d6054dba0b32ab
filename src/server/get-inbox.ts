/** A person's inbox: their messages in words, what they turned off, and whether they have a feed. Reading it changes nothing. */
import { MESSAGE_KINDS, type MessageKind, messageDataSchema } from '#contract/inbox.ts';
import type { Actor } from '#contract/user.ts';
import { selectOptionalFeed } from '#db/store/feeds.ts';
import { countUnread, listMessages, listMutedKinds, type MessageRow } from '#db/store/messages.ts';
import { listDisplayNames } from '#db/store/users.ts';
import type { Context } from './context.ts';
import { type MessageWords, wordsOf } from './inbox-words.ts';

/** Older ones stay in the export until they end with the year. */
const SHOWN = 200;

export interface InboxLine extends MessageWords {
	readonly id: string;
	readonly kind: MessageKind;
	readonly at: number;
	readonly isUnread: boolean;
}

export interface Inbox {
	/** Newest first. */
	readonly lines: readonly InboxLine[];
	readonly unread: number;
	readonly kinds: readonly { readonly kind: MessageKind; readonly isOn: boolean }[];
	/** When the address of the feed was made; null without one. */
	readonly feedSince: number | null;
}

export async function getInbox(context: Context, actor: Actor): Promise<Inbox> {
	const { client } = context;
	const [rows, muted, feed, unread] = await Promise.all([
		listMessages(client, actor.id, SHOWN),
		listMutedKinds(client, actor.id),
		selectOptionalFeed(client, actor.id),
		countUnread(client, actor.id),
	]);
	return {
		lines: await toLines(context, rows),
		unread,
		kinds: MESSAGE_KINDS.map((kind) => ({ kind, isOn: !muted.includes(kind) })),
		feedSince: feed?.createdAt.getTime() ?? null,
	};
}

/** For the bar of every page. */
export async function countUnreadOf({ client }: Context, actor: Actor | null): Promise<number> {
	return actor === null ? 0 : countUnread(client, actor.id);
}

export async function toLines({ client }: Context, rows: readonly MessageRow[]): Promise<InboxLine[]> {
	const messages = rows.map((row) => ({ row, data: messageDataSchema.parse(row.data) }));
	const ids = new Set(messages.flatMap(({ data }) => ('by' in data ? [data.by] : [])));
	const names = await listDisplayNames(client, [...ids]);
	return messages.map(({ row, data }) => ({
		...wordsOf(data, (id) => names.get(id) ?? 'Somebody who has left'),
		...{ id: row.id, kind: data.kind, at: row.createdAt.getTime(), isUnread: row.readAt === null },
	}));
}
