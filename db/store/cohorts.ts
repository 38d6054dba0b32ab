/** Joining a cohort by its code. The code counts its uses in the same transaction that makes the membership. */
import { and, eq, gt, isNull, lt, or, sql } from 'drizzle-orm';
import type { Client } from '#db/client.ts';
import type { AuditRow } from './audit.ts';

export type Cohort = Client['schema']['cohorts']['$inferSelect'];

/** The cohort that a code opens now: not archived, not expired, not used up. */
export async function selectOptionalOpenCohort(client: Client, joinCode: string, now: number): Promise<Cohort | undefined> {
	const rows = await client.db
		.select()
		.from(client.schema.cohorts)
		.where(isOpen(client, joinCode, now));
	return rows[0];
}

/** With its audit line. False when the code was used up, renewed or archived in the meantime; then nothing is written. */
export async function insertMembershipByCode(
	client: Client,
	row: { joinCode: string; cohortId: string; userId: string; now: number },
	audit: AuditRow,
): Promise<boolean> {
	const { auditLog, cohorts, memberships } = client.schema;
	const joinedAt = new Date(row.now);
	const done = await client.atomically(
		(db) => [
			db
				.update(cohorts)
				.set({ joinUses: sql`${cohorts.joinUses} + 1` })
				.where(and(eq(cohorts.id, row.cohortId), isOpen(client, row.joinCode, row.now)))
				.returning({ id: cohorts.id }),
			db
				.insert(memberships)
				.values({ cohortId: row.cohortId, userId: row.userId, role: 'learner', joinedAt })
				// Whoever is in already stays as they are; whoever was removed meanwhile, too.
				.onConflictDoNothing(),
			db.insert(auditLog).values(audit),
		],
		{ guard: true },
	);
	return done !== undefined;
}

function isOpen(client: Client, joinCode: string, now: number) {
	const { cohorts } = client.schema;
	return and(
		eq(cohorts.joinCode, joinCode),
		isNull(cohorts.archivedAt),
		lt(cohorts.joinUses, cohorts.joinMaxUses),
		or(isNull(cohorts.joinExpiresAt), gt(cohorts.joinExpiresAt, new Date(now))),
	);
}
