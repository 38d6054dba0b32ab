/** What a cohort set about points, the changes of its cells, and the submissions that points come from, without their code. */
import { and, asc, eq, inArray } from 'drizzle-orm';
import type { Verdict } from '#contract/grading.ts';
import { type Client, type Db, isUniqueViolation } from '#db/client.ts';
import type { AuditRow } from './audit.ts';
import { isPresent } from './memberships.ts';

export type GradebookRow = Client['schema']['gradebooks']['$inferSelect'];
export type ScoreChange = Client['schema']['scoreChanges']['$inferSelect'];

export async function selectOptionalGradebook(client: Client, cohortId: string): Promise<GradebookRow | undefined> {
	const { gradebooks } = client.schema;
	const rows = await client.db.select().from(gradebooks).where(eq(gradebooks.cohortId, cohortId));
	return rows[0];
}

/** With its line in the audit log. False when the settings are no longer those of `seen` (0: none were kept): then nothing was written. */
export async function putGradebook(client: Client, row: GradebookRow, seen: number, audit: AuditRow): Promise<boolean> {
	const { auditLog, gradebooks } = client.schema;
	const { cohortId: _, ...change } = row;
	try {
		const written = await client.atomically(
			(db) => [
				seen === 0
					? db.insert(gradebooks).values(row).returning({ id: gradebooks.cohortId })
					: db
							.update(gradebooks)
							.set(change)
							.where(and(eq(gradebooks.cohortId, row.cohortId), eq(gradebooks.revision, seen)))
							.returning({ id: gradebooks.cohortId }),
				db.insert(auditLog).values(audit),
			],
			{ guard: true },
		);
		return written !== undefined;
	} catch (error) {
		if (isUniqueViolation(error)) return false;
		throw error;
	}
}

/** Oldest first, of all cells or of one learner's. */
export async function listScoreChanges(client: Client, cohortId: string, userId?: string): Promise<ScoreChange[]> {
	const { scoreChanges } = client.schema;
	return client.db
		.select()
		.from(scoreChanges)
		.where(and(eq(scoreChanges.cohortId, cohortId), userId === undefined ? undefined : eq(scoreChanges.userId, userId)))
		.orderBy(asc(scoreChanges.seq));
}

/** With `also`, writes of the same transaction. False when the cell has a change of this number: somebody else came first, and nothing was written. */
export async function insertScoreChange(client: Client, row: ScoreChange, also: (db: Db) => readonly unknown[]): Promise<boolean> {
	const { scoreChanges } = client.schema;
	try {
		await client.atomically((db) => [db.insert(scoreChanges).values(row), ...also(db)]);
		return true;
	} catch (error) {
		if (isUniqueViolation(error)) return false;
		throw error;
	}
}

export async function listVerdictsOf(
	client: Client,
	submissionIds: readonly string[],
): Promise<{ submissionId: string; verdict: Verdict }[]> {
	const { verdicts } = client.schema;
	return client.db
		.select({ submissionId: verdicts.submissionId, verdict: verdicts.verdict })
		.from(verdicts)
		.where(inArray(verdicts.submissionId, [...submissionIds]));
}

/** Cohorts in which somebody is a learner now, by name. */
export async function listLearnersCohorts(client: Client, userId: string): Promise<{ id: string; name: string; timeZone: string }[]> {
	const { cohorts, memberships } = client.schema;
	return client.db
		.select({ id: cohorts.id, name: cohorts.name, timeZone: cohorts.timeZone })
		.from(memberships)
		.innerJoin(cohorts, eq(cohorts.id, memberships.cohortId))
		.where(and(eq(memberships.userId, userId), isPresent(client)))
		.orderBy(asc(cohorts.name), asc(cohorts.id));
}
