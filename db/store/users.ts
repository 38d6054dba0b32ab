/** Accounts. A username is lower case and unique; a locked or deleted account has no way in, and only a deleted one is erased. */
import { and, asc, count, eq, inArray, isNull, like, lt, lte, or } from 'drizzle-orm';
import type { Role } from '#contract/user.ts';
import { type Client, type Db, isUniqueViolation } from '#db/client.ts';

export type User = Client['schema']['users']['$inferSelect'];

/** What every account begins with: no address, no password, all help offered, and open. `fields` says who it is, and what is otherwise. */
export function newUser(fields: Pick<User, 'id' | 'username' | 'displayName' | 'role' | 'createdAt'> & Partial<User>): User {
	const asHelped = { helpCap: 5, helpProactive: true, helpAuto: 3 };
	const open = { lockedAt: null, deletedAt: null, erasedAt: null };
	return { email: null, passwordHash: null, isDemo: false, ...asHelped, ...open, ...fields };
}

/** For the transaction that also takes the link that allowed it. */
export function insertUserWrite(client: Client, db: Db, row: User) {
	return db.insert(client.schema.users).values(row);
}

/** False when the username is taken. */
export async function insertUser(client: Client, row: User): Promise<boolean> {
	try {
		await client.atomically((db) => [insertUserWrite(client, db, row)]);
		return true;
	} catch (error) {
		if (isUniqueViolation(error)) return false;
		throw error;
	}
}

export async function selectOptionalUser(client: Client, id: string): Promise<User | undefined> {
	const { users } = client.schema;
	const rows = await client.db.select().from(users).where(eq(users.id, id));
	return rows[0];
}

export async function selectOptionalUserByName(client: Client, username: string): Promise<User | undefined> {
	const { users } = client.schema;
	const rows = await client.db.select().from(users).where(eq(users.username, username));
	return rows[0];
}

/** Up to `limit` accounts that are not erased, by username; `part` may stand anywhere in username or name. */
export async function listUsers(client: Client, part: string, limit: number): Promise<User[]> {
	const { users } = client.schema;
	const pattern = `%${part.replaceAll(/[%_]/g, '')}%`;
	return client.db
		.select()
		.from(users)
		.where(and(isNull(users.erasedAt), or(like(users.username, pattern.toLowerCase()), like(users.displayName, pattern))))
		.orderBy(asc(users.username))
		.limit(limit);
}

/** Names by id, of those that exist. */
export async function listDisplayNames(client: Client, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
	if (ids.length === 0) return new Map();
	const { users } = client.schema;
	const rows = await client.db
		.select({ id: users.id, displayName: users.displayName })
		.from(users)
		.where(inArray(users.id, [...ids]));
	return new Map(rows.map(({ id, displayName }) => [id, displayName]));
}

/** What accounts are called, whatever a cohort shows, by id: to be taken out of what is shown, and shown to nobody. */
export async function listOwnNames(client: Client, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
	if (ids.length === 0) return new Map();
	const { users } = client.schema;
	const rows = await client.db
		.select({ id: users.id, displayName: users.displayName, username: users.username })
		.from(users)
		.where(inArray(users.id, [...ids]));
	return new Map(rows.map(({ id, displayName, username }) => [id, [displayName, username]]));
}

export async function countUsers(client: Client, role?: Role): Promise<number> {
	const { users } = client.schema;
	const rows = await client.db
		.select({ n: count() })
		.from(users)
		.where(
			role === undefined ? undefined : and(eq(users.role, role), eq(users.isDemo, false), isNull(users.lockedAt), isNull(users.deletedAt)),
		);
	return Number(rows[0]?.n ?? 0);
}

export async function updateUser(
	client: Client,
	id: string,
	change: Partial<Pick<User, 'passwordHash' | 'role' | 'displayName' | 'email' | 'lockedAt' | 'deletedAt'>>,
): Promise<void> {
	const { users } = client.schema;
	await client.db.update(users).set(change).where(eq(users.id, id));
}

/** False for an account that is locked, or deleted and not yet erased: no log-in, no session, no link. */
export function isOpen(user: User): boolean {
	return user.lockedAt === null && user.deletedAt === null;
}

/** Accounts that were deleted before a time and still hold a person's data. */
export async function listUsersToErase(client: Client, deletedBefore: number): Promise<string[]> {
	const { users } = client.schema;
	const rows = await client.db
		.select({ id: users.id })
		.from(users)
		.where(and(isNull(users.erasedAt), lt(users.deletedAt, new Date(deletedBefore))));
	return rows.map(({ id }) => id);
}

/** Deleted since then, or given back then: a deletion after that is another one, which stays. */
export type DeletionState = { readonly userId: string } & ({ readonly deletedAt: Date } | { readonly givenBackAt: Date });

/** Shuts the accounts of these people where they are still open, and opens those that were given back after the deletion that they have. Gives how many were shut. */
export async function markDeleted(client: Client, people: readonly DeletionState[]): Promise<number> {
	const { users } = client.schema;
	let shut = 0;
	for (const person of people) {
		const isShut = 'deletedAt' in person;
		const isOther = isShut ? isNull(users.deletedAt) : lte(users.deletedAt, person.givenBackAt);
		const rows = await client.db
			.update(users)
			.set({ deletedAt: isShut ? person.deletedAt : null })
			.where(and(eq(users.id, person.userId), isOther, isNull(users.erasedAt)))
			.returning({ id: users.id });
		if (isShut) shut += rows.length;
	}
	return shut;
}
