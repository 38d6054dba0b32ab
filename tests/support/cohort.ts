/** What happens to a cohort in tests. */
import { and, eq } from 'drizzle-orm';
import type { Context } from '#server/context.ts';

export async function removeLearner({ client, now }: Context, cohortId: string, userId: string): Promise<void> {
	const { memberships } = client.schema;
	await client.db
		.update(memberships)
		.set({ removedAt: new Date(now()) })
		.where(and(eq(memberships.cohortId, cohortId), eq(memberships.userId, userId)));
}
