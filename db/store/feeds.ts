/** Addresses of private feeds, at most one a person; of the token only its hash is here. */
import { and, eq, isNull } from 'drizzle-orm';
import type { Client } from '#db/client.ts';

export type FeedRow = Client['schema']['feeds']['$inferSelect'];

export async function selectOptionalFeed(client: Client, userId: string): Promise<FeedRow | undefined> {
	const { feeds } = client.schema;
	const rows = await client.db.select().from(feeds).where(eq(feeds.userId, userId));
	return rows[0];
}

/** The one of an account that is open: neither locked nor on its way to be erased. */
export async function selectOptionalFeedByToken(client: Client, tokenHash: string): Promise<FeedRow | undefined> {
	const { feeds, users } = client.schema;
	const rows = await client.db
		.select({ feed: feeds })
		.from(feeds)
		.innerJoin(users, eq(users.id, feeds.userId))
		.where(and(eq(feeds.tokenHash, tokenHash), isNull(users.lockedAt), isNull(users.deletedAt)));
	return rows[0]?.feed;
}

/** An earlier address ends with it. */
export async function upsertFeed(client: Client, row: FeedRow): Promise<void> {
	const { feeds } = client.schema;
	const { userId: _, ...set } = row;
	await client.db.insert(feeds).values(row).onConflictDoUpdate({ target: feeds.userId, set });
}

export async function deleteFeed(client: Client, userId: string): Promise<void> {
	const { feeds } = client.schema;
	await client.db.delete(feeds).where(eq(feeds.userId, userId));
}
