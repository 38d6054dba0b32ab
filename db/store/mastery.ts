/** The mastery cache: one row per learner and skill. It holds nothing that a fold of the events would not give again. */
import { eq } from 'drizzle-orm';
import type { Client, Db } from '#db/client.ts';

export type MasteryRow = Client['schema']['mastery']['$inferSelect'];

export function upsertMasteryWrite(client: Client, db: Db, row: MasteryRow) {
	const { mastery } = client.schema;
	const { userId: _user, skill: _skill, ...values } = row;
	return db
		.insert(mastery)
		.values(row)
		.onConflictDoUpdate({ target: [mastery.userId, mastery.skill], set: values });
}

export function deleteMasteryWrite(client: Client, db: Db, userId: string) {
	const { mastery } = client.schema;
	return db.delete(mastery).where(eq(mastery.userId, userId));
}

export async function listMastery(client: Client, userId: string): Promise<MasteryRow[]> {
	const { mastery } = client.schema;
	return client.db.select().from(mastery).where(eq(mastery.userId, userId));
}
