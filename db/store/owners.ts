/** Owners of cohorts: what somebody owns who wants to go, and cohorts whose owner has no way in any more. */
import { and, asc, eq, exists, isNotNull, isNull, or } from 'drizzle-orm';
import type { Client, Db } from '#db/client.ts';
import type { AuditRow } from './audit.ts';
import { type CohortInvitation, isUnused } from './cohort-invitations.ts';
import { settleInvitationsWrite } from './messages.ts';
import type { User } from './users.ts';

/** Locked, deleted, erased, or without the role that teaching needs. */
export function isGone({ lockedAt, deletedAt, role }: Pick<User, 'lockedAt' | 'deletedAt' | 'role'>): boolean {
	return lockedAt !== null || deletedAt !== null || role === 'learner';
}

/** The same as a condition on cohorts. */
export function isOwnerGone({ db, schema: { cohorts, users } }: Client) {
	const isGoneHere = or(isNotNull(users.lockedAt), isNotNull(users.deletedAt), eq(users.role, 'learner'));
	return exists(
		db
			.select({ id: users.id })
			.from(users)
			.where(and(eq(users.id, cohorts.ownerId), isGoneHere)),
	);
}

/** Cohorts of somebody's own that are not archived, by name. */
export async function listOwnedCohorts({ db, schema: { cohorts } }: Client, userId: string): Promise<{ id: string; name: string }[]> {
	return db
		.select({ id: cohorts.id, name: cohorts.name })
		.from(cohorts)
		.where(and(eq(cohorts.ownerId, userId), isNull(cohorts.archivedAt)))
		.orderBy(asc(cohorts.name), asc(cohorts.id));
}

/** By name, archived ones too. */
export async function listOwnerlessCohorts(client: Client) {
	const { cohorts, users } = client.schema;
	return client.db
		.select({ cohort: cohorts, owner: users })
		.from(cohorts)
		.innerJoin(users, eq(users.id, cohorts.ownerId))
		.where(isOwnerGone(client))
		.orderBy(asc(cohorts.name), asc(cohorts.id));
}

/** In place of whom it was offered to before; with its audit line and `also`, writes of the same transaction. */
export async function offerOwnerlessCohort(
	client: Client,
	row: CohortInvitation,
	audit: AuditRow,
	also: (db: Db) => readonly unknown[],
): Promise<void> {
	const { auditLog, cohortInvitations: links } = client.schema;
	const isBefore = and(eq(links.cohortId, row.cohortId), eq(links.role, 'owner'), isUnused(client));
	await client.atomically((db) => [
		settleInvitationsWrite(client, db, isBefore, row.createdAt),
		db.update(links).set({ endedAt: row.createdAt }).where(isBefore),
		db.insert(links).values(row),
		db.insert(auditLog).values(audit),
		...also(db),
	]);
}
