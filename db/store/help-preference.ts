/** How much help a learner wants at most, whether it may be offered unasked, and what may write itself. */
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
	preference: Partial<{ helpCap: number; helpProactive: boolean; helpAuto: number }>,
): Promise<void> {
	if (Object.keys(preference).length === 0) return;
	const { users } = client.schema;
	await client.db.update(users).set(preference).where(eq(users.id, userId));
}
