/** Instructors' bounds on help. A new row replaces the older one of its scope by ending it; nothing is overwritten. */

import { and, asc, eq, isNull, or } from 'drizzle-orm';
import type { Client } from '#db/client.ts';
import { isPresent } from './memberships.ts';

export type HelpBoundRow = Client['schema']['helpBounds']['$inferSelect'];
type AuditRow = Client['schema']['auditLog']['$inferInsert'];

/** Bounds in force for a learner in every cohort that they are in, with who set them. */
export async function listBoundsOfLearner(client: Client, userId: string) {
	const { helpBounds, memberships, users, cohorts } = client.schema;
	return client.db
		.select({ bound: helpBounds, by: users.displayName })
		.from(memberships)
		.innerJoin(cohorts, eq(cohorts.id, memberships.cohortId))
		.innerJoin(helpBounds, eq(helpBounds.cohortId, memberships.cohortId))
		.innerJoin(users, eq(users.id, helpBounds.createdBy))
		.where(
			and(
				eq(memberships.userId, userId),
				isPresent(client),
				isNull(helpBounds.endedAt),
				or(isNull(helpBounds.userId), eq(helpBounds.userId, userId)),
			),
		);
}

/** Bounds in force in a cohort, with who set them. */
export async function listBoundsOfCohort(client: Client, cohortId: string) {
	const { helpBounds, users } = client.schema;
	return client.db
		.select({ bound: helpBounds, by: users.displayName })
		.from(helpBounds)
		.innerJoin(users, eq(users.id, helpBounds.createdBy))
		.where(and(eq(helpBounds.cohortId, cohortId), isNull(helpBounds.endedAt)));
}

/** Every bound that was ever set for one learner in a cohort, the oldest first; those on everybody are not among them. */
export async function listBoundsEver(client: Client, cohortId: string, userId: string): Promise<HelpBoundRow[]> {
	const { helpBounds } = client.schema;
	return client.db
		.select()
		.from(helpBounds)
		.where(and(eq(helpBounds.cohortId, cohortId), eq(helpBounds.userId, userId)))
		.orderBy(asc(helpBounds.createdAt), asc(helpBounds.id));
}

/** Ends what held in the scope, sets the new bound, and writes the audit line: all or nothing. */
export async function replaceBound(client: Client, row: HelpBoundRow, audit: AuditRow): Promise<void> {
	const { helpBounds, auditLog } = client.schema;
	const scope = and(
		eq(helpBounds.cohortId, row.cohortId),
		row.userId === null ? isNull(helpBounds.userId) : eq(helpBounds.userId, row.userId),
		row.labId === null ? isNull(helpBounds.labId) : eq(helpBounds.labId, row.labId),
		isNull(helpBounds.endedAt),
	);
	await client.atomically((db) => [
		db.update(helpBounds).set({ endedAt: row.createdAt }).where(scope),
		db.insert(helpBounds).values(row),
		db.insert(auditLog).values(audit),
	]);
}

/** A bound of the cohort, in force or ended. */
export async function selectOptionalBound(client: Client, cohortId: string, id: string): Promise<HelpBoundRow | undefined> {
	const { helpBounds } = client.schema;
	const rows = await client.db
		.select()
		.from(helpBounds)
		.where(and(eq(helpBounds.id, id), eq(helpBounds.cohortId, cohortId)));
	return rows[0];
}

/** With its audit line: both or neither. False when it had ended already. */
export async function endBoundRow(client: Client, which: { id: string; at: Date }, audit: AuditRow): Promise<boolean> {
	const { helpBounds, auditLog } = client.schema;
	const done = await client.atomically(
		(db) => [
			db
				.update(helpBounds)
				.set({ endedAt: which.at })
				.where(and(eq(helpBounds.id, which.id), isNull(helpBounds.endedAt)))
				.returning({ id: helpBounds.id }),
			db.insert(auditLog).values(audit),
		],
		{ guard: true },
	);
	return done !== undefined;
}
