/** Files of weights that were handed in with submissions: whose, when, their hashes, and the sketches of those that were measured. */
import { and, asc, eq, inArray } from 'drizzle-orm';
import type { Client } from '#db/client.ts';
import { learnerIds } from './progress.ts';
import { shownName } from './shown-name.ts';

export type WeightSketchRow = Client['schema']['weightSketches']['$inferSelect'];

/** A job that is judged again writes the same: the first row stands. */
export async function insertWeightSketch(client: Client, row: WeightSketchRow): Promise<void> {
	await client.db.insert(client.schema.weightSketches).values(row).onConflictDoNothing();
}

/** Of a cohort's learners now, for one lab. */
export async function listWeightSketches(client: Client, cohortId: string, labId: string): Promise<WeightSketchRow[]> {
	const { weightSketches } = client.schema;
	return client.db
		.select()
		.from(weightSketches)
		.where(and(eq(weightSketches.labId, labId), inArray(weightSketches.userId, learnerIds(client, cohortId))));
}

/** Submissions of a cohort's learners now for one lab, oldest first, with the hashes of the weights that came with them. */
export async function listHandedInWeights(client: Client, cohortId: string, labId: string) {
	const { submissions, users } = client.schema;
	return client.db
		.select({
			submissionId: submissions.id,
			userId: submissions.userId,
			displayName: shownName(client, cohortId).displayName,
			checkpoints: submissions.checkpoints,
			createdAt: submissions.createdAt,
		})
		.from(submissions)
		.innerJoin(users, eq(users.id, submissions.userId))
		.where(and(eq(submissions.labId, labId), inArray(submissions.userId, learnerIds(client, cohortId))))
		.orderBy(asc(submissions.createdAt), asc(submissions.id));
}
