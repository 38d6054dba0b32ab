/** Experiments of a cohort and the answers of its learners. An arm, once dealt, stays with the learner. */

import { and, asc, desc, eq, inArray, isNotNull, isNull } from 'drizzle-orm';
import type { Client } from '#db/client.ts';
import { isPresent } from './memberships.ts';
import { learnerIds } from './progress.ts';

export type ExperimentRow = Client['schema']['experiments']['$inferSelect'];
export type ExperimentMemberRow = Client['schema']['experimentMembers']['$inferSelect'];
type AuditRow = Client['schema']['auditLog']['$inferInsert'];

/** The arm of a learner in a running experiment. */
export interface ArmOfLearner {
	readonly userId: string;
	readonly kind: ExperimentRow['kind'];
	readonly arm: string;
	readonly delayDays: number;
	readonly joinedAt: Date;
}

/** With its audit line: both or neither. */
export async function insertExperiment(client: Client, row: ExperimentRow, audit: AuditRow): Promise<void> {
	const { experiments, auditLog } = client.schema;
	await client.atomically((db) => [db.insert(experiments).values(row), db.insert(auditLog).values(audit)]);
}

/** False when it had ended already, or is another cohort's. */
export async function endExperimentRow(
	client: Client,
	which: { id: string; cohortId: string; at: Date },
	audit: AuditRow,
): Promise<boolean> {
	const { experiments, auditLog } = client.schema;
	const done = await client.atomically(
		(db) => [
			db
				.update(experiments)
				.set({ endedAt: which.at })
				.where(and(eq(experiments.id, which.id), eq(experiments.cohortId, which.cohortId), isNull(experiments.endedAt)))
				.returning({ id: experiments.id }),
			db.insert(auditLog).values(audit),
		],
		{ guard: true },
	);
	return done !== undefined;
}

/** Newest first. */
export async function listExperimentsOfCohort(client: Client, cohortId: string): Promise<ExperimentRow[]> {
	const { experiments } = client.schema;
	return client.db.select().from(experiments).where(eq(experiments.cohortId, cohortId)).orderBy(desc(experiments.createdAt));
}

/** Of these experiments, in the order of the answers. */
export async function listMembersOf(client: Client, experimentIds: readonly string[]): Promise<ExperimentMemberRow[]> {
	if (experimentIds.length === 0) return [];
	const { experimentMembers } = client.schema;
	return client.db
		.select()
		.from(experimentMembers)
		.where(inArray(experimentMembers.experimentId, [...experimentIds]))
		.orderBy(asc(experimentMembers.answeredAt), asc(experimentMembers.userId));
}

/** Running experiments of the cohorts that somebody learns in, with who made them. */
export async function listExperimentsOfLearner(client: Client, userId: string) {
	const { cohorts, experiments, memberships, users } = client.schema;
	return client.db
		.select({ experiment: experiments, by: users.displayName, cohort: cohorts.name })
		.from(memberships)
		.innerJoin(cohorts, eq(cohorts.id, memberships.cohortId))
		.innerJoin(experiments, eq(experiments.cohortId, cohorts.id))
		.innerJoin(users, eq(users.id, experiments.createdBy))
		.where(and(eq(memberships.userId, userId), isPresent(client), isNull(experiments.endedAt)))
		.orderBy(asc(experiments.createdAt));
}

/** Writes an answer over the one before it. */
export async function upsertExperimentMember(client: Client, row: ExperimentMemberRow): Promise<void> {
	const { experimentMembers: m } = client.schema;
	const { arm, answeredAt, leftAt } = row;
	await client.atomically((db) => [
		db
			.insert(m)
			.values(row)
			.onConflictDoUpdate({ target: [m.experimentId, m.userId], set: { arm, answeredAt, leftAt } }),
	]);
}

/** Arms in force: of running experiments, of learners who are in them and in the cohort now. */
export async function listArms(client: Client, who: { userId: string } | { cohortId: string }): Promise<ArmOfLearner[]> {
	const { cohorts, experimentMembers: m, experiments, memberships } = client.schema;
	const ofWhom = 'userId' in who ? eq(m.userId, who.userId) : inArray(m.userId, learnerIds(client, who.cohortId));
	const rows = await client.db
		.select({ userId: m.userId, kind: experiments.kind, arm: m.arm, delayDays: experiments.delayDays, joinedAt: m.answeredAt })
		.from(m)
		.innerJoin(experiments, eq(experiments.id, m.experimentId))
		.innerJoin(cohorts, eq(cohorts.id, experiments.cohortId))
		.innerJoin(memberships, and(eq(memberships.cohortId, cohorts.id), eq(memberships.userId, m.userId)))
		.where(and(ofWhom, isNotNull(m.arm), isNull(m.leftAt), isNull(experiments.endedAt), isPresent(client)));
	return rows.flatMap(({ arm, ...row }) => (arm === null ? [] : [{ ...row, arm }]));
}
