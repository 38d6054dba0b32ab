/** Who belongs to which cohort. */
import { and, eq, isNull } from 'drizzle-orm';
import type { Client } from '#db/client.ts';

/** Where memberships and cohorts are joined: whoever learns in a cohort now, and the cohort is not archived. */
export function isPresent(client: Client) {
	const { cohorts, memberships } = client.schema;
	return and(eq(memberships.role, 'learner'), isNull(memberships.removedAt), isNull(cohorts.archivedAt));
}

export type Membership = Client['schema']['memberships']['$inferSelect'];

/** Also of somebody who was removed. */
export async function selectOptionalSeat(client: Client, cohortId: string, userId: string): Promise<Membership | undefined> {
	const { memberships } = client.schema;
	const rows = await client.db
		.select()
		.from(memberships)
		.where(and(eq(memberships.cohortId, cohortId), eq(memberships.userId, userId)));
	return rows[0];
}

/** Whether somebody learns in the cohort now. */
export async function hasLearner(client: Client, cohortId: string, userId: string): Promise<boolean> {
	const seat = await selectOptionalSeat(client, cohortId, userId);
	return seat?.role === 'learner' && seat.removedAt === null;
}

export async function listCohortsOfUser(client: Client, userId: string): Promise<{ id: string; name: string; joinedAt: Date }[]> {
	const { cohorts, memberships } = client.schema;
	return client.db
		.select({ id: cohorts.id, name: cohorts.name, joinedAt: memberships.joinedAt })
		.from(memberships)
		.innerJoin(cohorts, eq(cohorts.id, memberships.cohortId))
		.where(and(eq(memberships.userId, userId), isNull(memberships.removedAt)));
}
