/** Deadlines and extensions: what a cohort set, and what holds for one learner in every cohort that they are in now. */
import { and, asc, eq, isNull } from 'drizzle-orm';
import type { Client } from '#db/client.ts';
import { isPresent } from './memberships.ts';

export type DeadlineRow = Client['schema']['deadlines']['$inferSelect'];
export type ExtensionRow = Client['schema']['extensions']['$inferSelect'];

export async function listDeadlines(client: Client, cohortId: string): Promise<DeadlineRow[]> {
	const { deadlines } = client.schema;
	return client.db.select().from(deadlines).where(eq(deadlines.cohortId, cohortId));
}

/** Those in force in a cohort, the oldest first. */
export async function listExtensions(client: Client, cohortId: string): Promise<ExtensionRow[]> {
	const { extensions } = client.schema;
	return client.db
		.select()
		.from(extensions)
		.where(and(eq(extensions.cohortId, cohortId), isNull(extensions.endedAt)))
		.orderBy(asc(extensions.createdAt), asc(extensions.id));
}

/** Of every cohort that the learner is in now, with its name and time zone. */
export async function listDeadlinesOf(client: Client, userId: string) {
	const { cohorts, deadlines, memberships } = client.schema;
	return client.db
		.select({ deadline: deadlines, cohort: { id: cohorts.id, name: cohorts.name, timeZone: cohorts.timeZone } })
		.from(memberships)
		.innerJoin(cohorts, eq(cohorts.id, memberships.cohortId))
		.innerJoin(deadlines, eq(deadlines.cohortId, memberships.cohortId))
		.where(and(eq(memberships.userId, userId), eq(memberships.role, 'learner'), isPresent(client)));
}

/** In force for one learner, whatever the cohort. */
export async function listExtensionsOf(client: Client, userId: string): Promise<ExtensionRow[]> {
	const { extensions } = client.schema;
	return client.db
		.select()
		.from(extensions)
		.where(and(eq(extensions.userId, userId), isNull(extensions.endedAt)));
}
