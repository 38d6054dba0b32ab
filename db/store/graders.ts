/** Graders that run, or ran lately: each renews a row of its own, on whichever machine it is. */
import { desc, eq, lt } from 'drizzle-orm';
import type { Client } from '#db/client.ts';

export type GraderRow = Client['schema']['graders']['$inferSelect'];

export async function upsertGrader(client: Client, row: GraderRow): Promise<void> {
	const { graders } = client.schema;
	const { owner: _, ...values } = row;
	await client.db.insert(graders).values(row).onConflictDoUpdate({ target: graders.owner, set: values });
}

export async function deleteGrader(client: Client, owner: string): Promise<void> {
	const { graders } = client.schema;
	await client.db.delete(graders).where(eq(graders.owner, owner));
}

/** Those that nobody has heard of since a time. */
export async function deleteGradersBefore(client: Client, before: number): Promise<void> {
	const { graders } = client.schema;
	await client.db.delete(graders).where(lt(graders.seenAt, new Date(before)));
}

/** The one heard of last comes first. */
export async function listGraders(client: Client): Promise<GraderRow[]> {
	const { graders } = client.schema;
	return client.db.select().from(graders).orderBy(desc(graders.seenAt), desc(graders.owner));
}
