/** Tables of what is told to people without mail: their messages, which kinds they turned off, and the address of their feed. */
import type { MessageData, MessageKind } from '#contract/inbox.ts';
import type { Dialect } from './dialect.ts';
import type { definePeople } from './schema-people.ts';

export function defineInbox(d: Dialect, { users }: Pick<ReturnType<typeof definePeople>, 'users'>) {
	/** Facts, not sentences: the page and the feed each say them in their own words. */
	const messages = d.table(
		'messages',
		{
			id: d.text('id').primaryKey(),
			userId: d
				.text('user_id')
				.notNull()
				.references(() => users.id),
			kind: d.text('kind').$type<MessageKind>().notNull(),
			/** What it is about, once for each person: a later word about the same thing takes the place of the earlier, unread again. */
			cause: d.text('cause').notNull(),
			data: d.json<MessageData>('data').notNull(),
			createdAt: d.time('created_at').notNull(),
			readAt: d.time('read_at'),
		},
		(t) => [d.uniqueIndex('messages_user_cause').on(t.userId, t.cause), d.index('messages_user_read').on(t.userId, t.readAt)],
	);

	/** Kinds of which somebody wants no messages. */
	const mutedKinds = d.table(
		'muted_kinds',
		{
			userId: d
				.text('user_id')
				.notNull()
				.references(() => users.id),
			kind: d.text('kind').$type<MessageKind>().notNull(),
		},
		(t) => [d.primaryKey({ columns: [t.userId, t.kind] })],
	);

	/** At most one address a person. Only the token's SHA-256 is stored. */
	const feeds = d.table(
		'feeds',
		{
			userId: d
				.text('user_id')
				.primaryKey()
				.references(() => users.id),
			tokenHash: d.text('token_hash').notNull(),
			createdAt: d.time('created_at').notNull(),
		},
		(t) => [d.uniqueIndex('feeds_token').on(t.tokenHash)],
	);

	return { messages, mutedKinds, feeds };
}
