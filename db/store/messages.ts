/** Messages to one person. Written in the transaction of what they tell of, so that neither is there without the other. */
import { and, count, desc, eq, inArray, isNull, lt, lte, notInArray, type SQL, sql } from 'drizzle-orm';
import type { MessageKind } from '#contract/inbox.ts';
import { chunks } from '#db/chunks.ts';
import type { Client, Db } from '#db/client.ts';

export type MessageRow = Client['schema']['messages']['$inferSelect'];

/** A later word about the same cause takes the place of the earlier one and is unread again. */
export function messageWrites(client: Client, db: Db, rows: readonly MessageRow[]): unknown[] {
	const { messages } = client.schema;
	return chunks(rows).map((chunk) =>
		db
			.insert(messages)
			.values(chunk)
			.onConflictDoUpdate({
				target: [messages.userId, messages.cause],
				set: { kind: sql`excluded.kind`, data: sql`excluded.data`, createdAt: sql`excluded.created_at`, readAt: null },
			}),
	);
}

/** Newest first, without the kinds that the person turned off. */
export async function listMessages(client: Client, userId: string, limit: number): Promise<MessageRow[]> {
	const { messages } = client.schema;
	return client.db
		.select()
		.from(messages)
		.where(and(eq(messages.userId, userId), isWanted(client, userId)))
		.orderBy(desc(messages.createdAt), desc(messages.id))
		.limit(limit);
}

export async function countUnread(client: Client, userId: string): Promise<number> {
	const { messages } = client.schema;
	const rows = await client.db
		.select({ n: count() })
		.from(messages)
		.where(and(eq(messages.userId, userId), isNull(messages.readAt), isWanted(client, userId)));
	return Number(rows[0]?.n ?? 0);
}

/** One of the person's own, or all of them that came by then. */
export async function markMessagesRead(client: Client, userId: string, which: { id: string } | { until: Date }, at: Date): Promise<void> {
	const { messages } = client.schema;
	const chosen = 'id' in which ? eq(messages.id, which.id) : lte(messages.createdAt, which.until);
	await client.db
		.update(messages)
		.set({ readAt: at })
		.where(and(eq(messages.userId, userId), chosen, isNull(messages.readAt)));
}

/** What an invitation's message is about. */
export function invitationCause(invitationId: string): string {
	return `invitation:${invitationId}`;
}

/** All comments on one submission are one message. */
export function commentsCause(submissionId: string): string {
	return `comments:${submissionId}`;
}

/** What invitations asked is answered, or asked no more: their messages are not left unread. `which` is read after the writes before it. */
export function settleInvitationsWrite(client: Client, db: Db, which: SQL | undefined, at: Date): unknown {
	const { cohortInvitations: links, messages } = client.schema;
	const asked = db.select({ id: links.userId }).from(links).where(which);
	const causes = db
		.select({ cause: sql<string>`${invitationCause('')} || ${links.id}` })
		.from(links)
		.where(which);
	return db
		.update(messages)
		.set({ readAt: at })
		.where(and(inArray(messages.userId, asked), inArray(messages.cause, causes), isNull(messages.readAt)));
}

export async function markMessageUnread(client: Client, userId: string, id: string): Promise<void> {
	const { messages } = client.schema;
	await client.db
		.update(messages)
		.set({ readAt: null })
		.where(and(eq(messages.userId, userId), eq(messages.id, id)));
}

/** Writes what is not said yet, and takes back what was said and not read and is so no more. `rows` are all of the kind that hold now. */
export async function replaceStanding(
	client: Client,
	who: { userId: string; kind: MessageKind },
	rows: readonly MessageRow[],
): Promise<void> {
	const { messages } = client.schema;
	const causes = rows.map(({ cause }) => cause);
	await client.atomically((db) => [
		db
			.delete(messages)
			.where(
				and(
					eq(messages.userId, who.userId),
					eq(messages.kind, who.kind),
					isNull(messages.readAt),
					causes.length === 0 ? undefined : notInArray(messages.cause, causes),
				),
			),
		...(rows.length === 0
			? []
			: [
					db
						.insert(messages)
						.values([...rows])
						.onConflictDoNothing(),
				]),
	]);
}

export async function deleteMessagesBefore(client: Client, before: number): Promise<void> {
	const { messages } = client.schema;
	await client.db.delete(messages).where(lt(messages.createdAt, new Date(before)));
}

export async function listMutedKinds(client: Client, userId: string): Promise<MessageKind[]> {
	const { mutedKinds } = client.schema;
	const rows = await client.db.select({ kind: mutedKinds.kind }).from(mutedKinds).where(eq(mutedKinds.userId, userId));
	return rows.map(({ kind }) => kind);
}

/** Exactly these from now on. */
export async function setMutedKinds(client: Client, userId: string, kinds: readonly MessageKind[]): Promise<void> {
	const { mutedKinds } = client.schema;
	await client.atomically((db) => [
		db.delete(mutedKinds).where(eq(mutedKinds.userId, userId)),
		...(kinds.length === 0 ? [] : [db.insert(mutedKinds).values(kinds.map((kind) => ({ userId, kind })))]),
	]);
}

function isWanted({ db, schema: { messages, mutedKinds } }: Client, userId: string) {
	return notInArray(messages.kind, db.select({ kind: mutedKinds.kind }).from(mutedKinds).where(eq(mutedKinds.userId, userId)));
}
