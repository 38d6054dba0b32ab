/** Single-use links by the SHA-256 of their token. A link is taken by one UPDATE, so two clicks never both win. */
import { and, eq, gt, isNull, lt } from 'drizzle-orm';
import type { Client, Db } from '#db/client.ts';

export type Invitation = Client['schema']['invitations']['$inferSelect'];

export async function insertInvitation(client: Client, row: Invitation): Promise<void> {
	await client.db.insert(client.schema.invitations).values(row);
}

/** The link while it can still be used. */
export async function selectOptionalOpenInvitation(client: Client, tokenHash: string, now: number): Promise<Invitation | undefined> {
	const rows = await client.db
		.select()
		.from(client.schema.invitations)
		.where(isOpen(client, tokenHash, now));
	return rows[0];
}

/** Marks it used, with what it allows in the same transaction; false when somebody was faster or it has run out: then nothing is written. */
export async function takeInvitation(client: Client, tokenHash: string, now: number, allowed: (db: Db) => unknown[]): Promise<boolean> {
	const { invitations } = client.schema;
	const taken = await client.atomically(
		(db) => [
			db
				.update(invitations)
				.set({ usedAt: new Date(now) })
				.where(isOpen(client, tokenHash, now))
				.returning({ id: invitations.id }),
			...allowed(db),
		],
		{ guard: true },
	);
	return taken !== undefined;
}

/** Ends the unused links of one kind: all of them, or those for one person. */
export async function deleteOpenInvitations(client: Client, kind: Invitation['kind'], userId?: string): Promise<void> {
	const { invitations } = client.schema;
	const isKind = and(eq(invitations.kind, kind), isNull(invitations.usedAt));
	await client.db.delete(invitations).where(userId === undefined ? isKind : and(isKind, eq(invitations.userId, userId)));
}

export async function deleteInvitationsBefore(client: Client, before: number): Promise<void> {
	const { invitations } = client.schema;
	await client.db.delete(invitations).where(lt(invitations.expiresAt, new Date(before)));
}

function isOpen(client: Client, tokenHash: string, now: number) {
	const { invitations } = client.schema;
	return and(eq(invitations.tokenHash, tokenHash), isNull(invitations.usedAt), gt(invitations.expiresAt, new Date(now)));
}
