/** Training runs that learners showed to others. */
import { and, count, desc, eq, isNull } from 'drizzle-orm';
import type { Client } from '#db/client.ts';

export type RunRow = Client['schema']['runs']['$inferSelect'];

export async function insertRun(client: Client, row: RunRow): Promise<void> {
	await client.db.insert(client.schema.runs).values(row);
}

/** Of an account that is open: neither locked nor on its way to be erased. */
export async function selectOptionalRun(client: Client, id: string): Promise<RunRow | undefined> {
	const { runs, users } = client.schema;
	const rows = await client.db
		.select({ run: runs })
		.from(runs)
		.innerJoin(users, eq(users.id, runs.userId))
		.where(and(eq(runs.id, id), isNull(users.lockedAt), isNull(users.deletedAt)));
	return rows[0]?.run;
}

/** Newest first. */
export async function listRunsOf(client: Client, userId: string): Promise<RunRow[]> {
	const { runs } = client.schema;
	return client.db.select().from(runs).where(eq(runs.userId, userId)).orderBy(desc(runs.createdAt), desc(runs.id));
}

export async function countRunsOf(client: Client, userId: string): Promise<number> {
	const { runs } = client.schema;
	const rows = await client.db.select({ n: count() }).from(runs).where(eq(runs.userId, userId));
	return Number(rows[0]?.n ?? 0);
}

/** False when there is no such run of this learner. */
export async function setRunShared(client: Client, of: { id: string; userId: string }, isShared: boolean): Promise<boolean> {
	const { runs } = client.schema;
	const own = and(eq(runs.id, of.id), eq(runs.userId, of.userId));
	return (await client.db.update(runs).set({ isShared }).where(own).returning({ id: runs.id })).length === 1;
}

/** False when there is no such run of this learner. */
export async function deleteRun(client: Client, of: { id: string; userId: string }): Promise<boolean> {
	const { runs } = client.schema;
	const own = and(eq(runs.id, of.id), eq(runs.userId, of.userId));
	return (await client.db.delete(runs).where(own).returning({ id: runs.id })).length === 1;
}

/** Outcomes of this learner's submissions to that lab that brought these weights. */
export async function listOutcomesOfWeights(client: Client, of: { labId: string; userId: string; sha256: string }): Promise<string[]> {
	const { weightSketches, verdicts } = client.schema;
	const rows = await client.db
		.select({ outcome: verdicts.outcome })
		.from(weightSketches)
		.innerJoin(verdicts, eq(verdicts.submissionId, weightSketches.submissionId))
		.where(and(eq(weightSketches.labId, of.labId), eq(weightSketches.userId, of.userId), eq(weightSketches.sha256, of.sha256)));
	return rows.map(({ outcome }) => outcome);
}
