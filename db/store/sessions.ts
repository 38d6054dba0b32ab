/** Sessions by the SHA-256 of their token. Who reads this table cannot sign in with what is in it. */
import { and, eq, gt, isNull, lt, ne } from 'drizzle-orm';
import type { Client } from '#db/client.ts';
import type { User } from './users.ts';

export type SessionRow = Client['schema']['sessions']['$inferSelect'];

export async function insertSession(client: Client, row: SessionRow): Promise<void> {
	await client.db.insert(client.schema.sessions).values(row);
}

/** The session with its person; nothing when the account is locked, deleted or erased. */
export async function selectOptionalSession(client: Client, id: string): Promise<{ session: SessionRow; user: User } | undefined> {
	const { sessions, users } = client.schema;
	const rows = await client.db
		.select({ session: sessions, user: users })
		.from(sessions)
		.innerJoin(users, eq(users.id, sessions.userId))
		.where(and(eq(sessions.id, id), isNull(users.lockedAt), isNull(users.deletedAt)));
	return rows[0];
}

export async function listSessionsOfUser(client: Client, userId: string): Promise<SessionRow[]> {
	const { sessions } = client.schema;
	return client.db.select().from(sessions).where(eq(sessions.userId, userId));
}

export async function extendSession(client: Client, id: string, expiresAt: Date): Promise<void> {
	const { sessions } = client.schema;
	await client.db.update(sessions).set({ expiresAt }).where(eq(sessions.id, id));
}

export async function deleteSession(client: Client, id: string): Promise<void> {
	const { sessions } = client.schema;
	await client.db.delete(sessions).where(eq(sessions.id, id));
}

/** Ends every session of a person, or every other one. */
export async function deleteSessionsOfUser(client: Client, userId: string, exceptId?: string): Promise<void> {
	const { sessions } = client.schema;
	await client.db
		.delete(sessions)
		.where(exceptId === undefined ? eq(sessions.userId, userId) : and(eq(sessions.userId, userId), ne(sessions.id, exceptId)));
}

export async function deleteSessionsBefore(client: Client, now: number): Promise<void> {
	const { sessions } = client.schema;
	await client.db.delete(sessions).where(lt(sessions.expiresAt, new Date(now)));
}

/** After a restore: a token that was signed out since would work again. */
export async function deleteEverySession(client: Client): Promise<void> {
	await client.db.delete(client.schema.sessions);
}

/** Who is signed in somewhere. */
export async function listPeopleWithSessions(client: Client, now: number): Promise<string[]> {
	const { sessions } = client.schema;
	const rows = await client.db
		.selectDistinct({ userId: sessions.userId })
		.from(sessions)
		.where(gt(sessions.expiresAt, new Date(now)));
	return rows.map(({ userId }) => userId);
}
