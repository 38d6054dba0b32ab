/**
 * The history of verdicts: each time one took the place of another, with who, when and why. Append-only. Whoever replaces
 * a verdict names the change that they saw in force; when another came first, nothing is written.
 */
import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import type { Client, Db } from '#db/client.ts';

export type VerdictChange = Client['schema']['verdictChanges']['$inferSelect'];

/**
 * The guard and the history, in this order, for a transaction with `guard: true`. `seen`: verdicts.changeId as it was read. `inForce`: what it is
 * afterwards, when this change puts back what an earlier one had put in force.
 */
export function replaceVerdictWrites(
	client: Client,
	db: Db,
	change: VerdictChange,
	{ seen, inForce }: { readonly seen: string | null; readonly inForce: string | null },
): unknown[] {
	const { verdictChanges, verdicts } = client.schema;
	const { after, submissionId } = change;
	const isSeen = seen === null ? isNull(verdicts.changeId) : eq(verdicts.changeId, seen);
	return [
		db
			.update(verdicts)
			.set({ outcome: after.outcome, diagnosis: after.diagnosis ?? null, verdict: after, changeId: inForce })
			.where(and(eq(verdicts.submissionId, submissionId), isSeen))
			.returning({ id: verdicts.id }),
		db.insert(verdictChanges).values(change),
	];
}

/** Oldest first. */
export async function listVerdictChanges(client: Client, submissionIds: readonly string[]): Promise<VerdictChange[]> {
	if (submissionIds.length === 0) return [];
	const { verdictChanges } = client.schema;
	return client.db
		.select()
		.from(verdictChanges)
		.where(inArray(verdictChanges.submissionId, [...submissionIds]))
		.orderBy(asc(verdictChanges.createdAt), asc(verdictChanges.id));
}

/** Of all submissions of one learner, the oldest first, with the lab and what each came to. */
export async function listVerdictChangesTo(client: Client, userId: string) {
	const { submissions, verdictChanges } = client.schema;
	const rows = await client.db
		.select({ change: verdictChanges, labId: submissions.labId })
		.from(submissions)
		.innerJoin(verdictChanges, eq(verdictChanges.submissionId, submissions.id))
		.where(eq(submissions.userId, userId))
		.orderBy(asc(verdictChanges.createdAt), asc(verdictChanges.id));
	return rows.map(({ change: { before: _, after, ...change }, labId }) => ({ ...change, labId, outcome: after.outcome }));
}

/** The changes with these ids. */
export async function listChangesById(client: Client, ids: readonly string[]): Promise<VerdictChange[]> {
	if (ids.length === 0) return [];
	const { verdictChanges } = client.schema;
	return client.db
		.select()
		.from(verdictChanges)
		.where(inArray(verdictChanges.id, [...ids]));
}
