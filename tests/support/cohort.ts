/** What happens to a cohort in tests. */
import { and, eq } from 'drizzle-orm';
import type { Context } from '#server/context.ts';

/** As if they had been asked and had accepted. */
export async function addInstructor({ client, now }: Context, cohortId: string, { id: userId }: { readonly id: string }): Promise<void> {
	const row = { cohortId, userId, role: 'instructor' as const, joinedAt: new Date(now()), removedAt: null };
	await client.db.insert(client.schema.memberships).values(row);
}

export async function removeLearner({ client, now }: Context, cohortId: string, userId: string): Promise<void> {
	const { memberships } = client.schema;
	await client.db
		.update(memberships)
		.set({ removedAt: new Date(now()) })
		.where(and(eq(memberships.cohortId, cohortId), eq(memberships.userId, userId)));
}
