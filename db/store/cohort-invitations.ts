/** Links into a cohort, open or for one person. A link is used by one UPDATE, so the last use is never taken twice. */
import { and, asc, eq, gt, inArray, isNull, lt, sql } from 'drizzle-orm';
import type { Client, Db } from '#db/client.ts';
import { settleInvitationsWrite } from './messages.ts';
import { insertUserWrite, type User } from './users.ts';

export type CohortInvitation = Client['schema']['cohortInvitations']['$inferSelect'];
type AuditRow = Client['schema']['auditLog']['$inferInsert'];

/** All links of a cohort that nobody took back, used and expired ones too; the oldest first. */
export async function listCohortInvitations(client: Client, cohortId: string): Promise<CohortInvitation[]> {
	const { cohortInvitations: links } = client.schema;
	return client.db
		.select()
		.from(links)
		.where(and(eq(links.cohortId, cohortId), isNull(links.endedAt)))
		.orderBy(asc(links.createdAt), asc(links.id));
}

/** A learner's link that can be used now, with its cohort, which is not archived. */
export async function selectOptionalOpenLink(client: Client, tokenHash: string, now: number) {
	const { cohortInvitations: links, cohorts } = client.schema;
	const [row] = await client.db
		.select({ link: links, cohort: cohorts })
		.from(links)
		.innerJoin(cohorts, and(eq(cohorts.id, links.cohortId), isNull(cohorts.archivedAt)))
		.where(and(eq(links.tokenHash, tokenHash), eq(links.role, 'learner'), isUsable(client, now)));
	return row;
}

/** Where somebody is asked to learn: links that only their account may use, with the cohort and who asks. */
export async function listOffersTo(client: Client, userId: string, now: number) {
	const { cohortInvitations: links, cohorts, users } = client.schema;
	return client.db
		.select({ link: links, cohort: cohorts.name, by: users.displayName })
		.from(links)
		.innerJoin(cohorts, and(eq(cohorts.id, links.cohortId), isNull(cohorts.archivedAt)))
		.innerJoin(users, eq(users.id, links.createdBy))
		.where(and(eq(links.userId, userId), eq(links.role, 'learner'), isUsable(client, now)))
		.orderBy(asc(links.createdAt));
}

/** With its audit line; `also` are writes of the same transaction. Nothing is written when there is a link of this id. */
export async function insertCohortInvitation(
	client: Client,
	row: CohortInvitation,
	audit: AuditRow,
	also: (db: Db) => readonly unknown[] = () => [],
): Promise<void> {
	const { auditLog, cohortInvitations } = client.schema;
	await client.atomically(
		(db) => [
			db
				.insert(cohortInvitations)
				.values(row)
				.onConflictDoNothing({ target: cohortInvitations.id })
				.returning({ id: cohortInvitations.id }),
			db.insert(auditLog).values(audit),
			...also(db),
		],
		{ guard: true },
	);
}

/** With its audit line. False when it is none of this cohort for one of these roles, had ended, or was used up. */
export async function endCohortInvitation(
	client: Client,
	which: { cohortId: string; id: string; at: Date; roles: readonly CohortInvitation['role'][] },
	audit: AuditRow,
): Promise<boolean> {
	const { auditLog, cohortInvitations: links } = client.schema;
	const done = await client.atomically(
		(db) => [
			db
				.update(links)
				.set({ endedAt: which.at })
				.where(and(eq(links.id, which.id), eq(links.cohortId, which.cohortId), inArray(links.role, [...which.roles]), isUnused(client)))
				.returning({ id: links.id }),
			settleInvitationsWrite(client, db, eq(links.id, which.id), which.at),
			db.insert(auditLog).values(audit),
		],
		{ guard: true },
	);
	return done !== undefined;
}

export interface LinkUse {
	readonly link: CohortInvitation;
	readonly userId: string;
	/** Made in the same transaction, for a guest. */
	readonly account: User | null;
	readonly now: number;
}

/** A learner comes in; all or nothing. False when the link was used up or ended meanwhile. */
export async function useCohortInvitation(client: Client, { link, userId, account, now }: LinkUse, audit: AuditRow): Promise<boolean> {
	const { auditLog, cohortInvitations: links, memberships } = client.schema;
	const seat = { cohortId: link.cohortId, userId, role: 'learner' as const, section: link.section, joinedAt: new Date(now) };
	const newcomer = (db: Db) => (account === null ? [] : [insertUserWrite(client, db, account)]);
	const done = await client.atomically(
		(db) => [
			db
				.update(links)
				.set({ uses: sql`${links.uses} + 1` })
				.where(and(eq(links.id, link.id), isUsable(client, now)))
				.returning({ id: links.id }),
			...newcomer(db),
			// Whose it was: the same file again finds them, whatever username they chose.
			...(link.username === null ? [] : [db.update(links).set({ userId }).where(eq(links.id, link.id))]),
			db.insert(memberships).values(seat),
			settleInvitationsWrite(client, db, eq(links.id, link.id), new Date(now)),
			db.insert(auditLog).values(audit),
		],
		{ guard: true },
	);
	return done !== undefined;
}

/** A condition on invitations: neither used up nor taken back. */
export function isUnused({ schema: { cohortInvitations: links } }: Client) {
	return and(isNull(links.endedAt), lt(links.uses, links.maxUses));
}

/** Nor past. */
export function isUsable(client: Client, now: number) {
	return and(isUnused(client), gt(client.schema.cohortInvitations.expiresAt, new Date(now)));
}
