/** What an instructor does with cohorts. Every write names who teaches it, so that nobody changes somebody else's cohort. */
import { and, asc, count, eq, isNull } from 'drizzle-orm';
import type { Client, Db } from '#db/client.ts';
import type { AuditRow } from './audit.ts';
import { shownName } from './shown-name.ts';
import { isTaughtBy } from './teachers.ts';

export type Cohort = Client['schema']['cohorts']['$inferSelect'];

export interface TaughtCohort {
	readonly cohort: Cohort;
	/** Display name of the owner. */
	readonly owner: string;
	readonly learners: number;
}

/** Cohorts that somebody teaches, with the number of learners, by name; archived ones last. */
export async function listTaughtCohorts(client: Client, teacherId: string): Promise<TaughtCohort[]> {
	const { cohorts, memberships, users } = client.schema;
	const rows = await client.db
		.select({ cohort: cohorts, owner: users.displayName })
		.from(cohorts)
		.innerJoin(users, eq(users.id, cohorts.ownerId))
		.where(isTaughtBy(client, teacherId))
		.orderBy(asc(cohorts.name));
	const counts = await client.db
		.select({ cohortId: memberships.cohortId, n: count() })
		.from(memberships)
		.innerJoin(cohorts, eq(cohorts.id, memberships.cohortId))
		.where(and(isTaughtBy(client, teacherId), eq(memberships.role, 'learner'), isNull(memberships.removedAt)))
		.groupBy(memberships.cohortId);
	const learnersOf = new Map(counts.map((row) => [row.cohortId, Number(row.n)]));
	return rows
		.map(({ cohort, owner }) => ({ cohort, owner, learners: learnersOf.get(cohort.id) ?? 0 }))
		.sort((a, b) => Number(a.cohort.archivedAt !== null) - Number(b.cohort.archivedAt !== null));
}

/** With its audit line: both or neither. Where there is a cohort of this id already, the same form was sent twice, and nothing is written. */
export async function insertCohort(client: Client, row: Cohort, audit: AuditRow): Promise<void> {
	await client.atomically((db) => [insertCohortWrite(client, db, row), db.insert(client.schema.auditLog).values(audit)], { guard: true });
}

/** For a guard: it returns a row unless there is a cohort of this id. */
export function insertCohortWrite({ schema: { cohorts } }: Client, db: Db, row: Cohort): unknown {
	return db.insert(cohorts).values(row).onConflictDoNothing({ target: cohorts.id }).returning({ id: cohorts.id });
}

export async function selectOptionalTaughtCohort(client: Client, teacherId: string, cohortId: string): Promise<Cohort | undefined> {
	const { cohorts } = client.schema;
	const rows = await client.db
		.select()
		.from(cohorts)
		.where(and(eq(cohorts.id, cohortId), isTaughtBy(client, teacherId)));
	return rows[0];
}

/** With its audit line: both or neither. False when the cohort is not theirs. */
export async function updateCohort(
	client: Client,
	which: { readonly teacherId: string; readonly cohortId: string },
	change: Partial<Pick<Cohort, 'name' | 'archivedAt' | 'tutorVisibleSince' | 'joinCode' | 'joinUses'>>,
	audit: AuditRow,
): Promise<boolean> {
	const { auditLog, cohorts } = client.schema;
	const done = await client.atomically(
		(db) => [
			db
				.update(cohorts)
				.set(change)
				.where(and(eq(cohorts.id, which.cohortId), isTaughtBy(client, which.teacherId)))
				.returning({ id: cohorts.id }),
			db.insert(auditLog).values(audit),
		],
		{ guard: true },
	);
	return done !== undefined;
}

/** With its audit line: both or neither. */
export async function updateCohortSetting(
	client: Client,
	cohortId: string,
	change: Partial<Pick<Cohort, 'joinMaxUses' | 'joinExpiresAt' | 'tutorVisibleSince' | 'isPseudonymous'>>,
	audit: AuditRow,
): Promise<void> {
	const { auditLog, cohorts } = client.schema;
	await client.atomically((db) => [db.update(cohorts).set(change).where(eq(cohorts.id, cohortId)), db.insert(auditLog).values(audit)]);
}

export interface CohortLearner {
	readonly id: string;
	/** As the staff of the cohort reads them: pseudonyms, where it hides names. */
	readonly username: string;
	readonly displayName: string;
	/** Empty: none. */
	readonly section: string;
	readonly joinedAt: Date;
}

/** Learners who are in the cohort now, by the name that its staff reads. */
export async function listCohortLearners(client: Client, cohortId: string): Promise<CohortLearner[]> {
	const { memberships, users } = client.schema;
	const name = shownName(client, cohortId);
	return client.db
		.select({
			...{ id: users.id, ...name },
			...{ section: memberships.section, joinedAt: memberships.joinedAt },
		})
		.from(memberships)
		.innerJoin(users, eq(users.id, memberships.userId))
		.where(and(eq(memberships.cohortId, cohortId), eq(memberships.role, 'learner'), isNull(memberships.removedAt)))
		.orderBy(asc(name.displayName), asc(users.id));
}
