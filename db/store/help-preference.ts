/** How much help a learner wants at most, and whether it may be offered unasked. */
import { eq } from 'drizzle-orm';
import type { Client } from '#db/client.ts';

export async function selectOptionalHelpPreference(client: Client, userId: string) {
	const { users } = client.schema;
	const rows = await client.db
		.select({ helpCap: users.helpCap, helpProactive: users.helpProactive, helpAuto: users.helpAuto })
		.from(users)
		.where(eq(users.id, userId));
	return rows[0];
}

export async function updateHelpPreference(
	client: Client,
	userId: string,
	preference: { helpCap: number; helpProactive: boolean; helpAuto: number },
): Promise<void> {
	const { users } = client.schema;
	await client.db.update(users).set(preference).where(eq(users.id, userId));
}
