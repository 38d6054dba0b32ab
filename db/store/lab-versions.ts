/** Which versions of labs were ever used to judge. The bundle of each lies in the content-addressed folder under its hash. */
import { and, desc, eq } from 'drizzle-orm';
import type { Client } from '#db/client.ts';

export type LabVersion = Client['schema']['labVersions']['$inferSelect'];

/** Does nothing when it is known. */
export async function insertLabVersion(client: Client, row: LabVersion): Promise<void> {
	await client.db.insert(client.schema.labVersions).values(row).onConflictDoNothing();
}

export async function selectOptionalLabVersion(client: Client, labId: string, sha256: string): Promise<LabVersion | undefined> {
	const { labVersions } = client.schema;
	const rows = await client.db
		.select()
		.from(labVersions)
		.where(and(eq(labVersions.labId, labId), eq(labVersions.sha256, sha256)));
	return rows[0];
}

/** True while a version has these bytes: they are kept for good. */
export async function isLabVersion(client: Client, sha256: string): Promise<boolean> {
	const { labVersions } = client.schema;
	const rows = await client.db.select({ sha256: labVersions.sha256 }).from(labVersions).where(eq(labVersions.sha256, sha256)).limit(1);
	return rows.length > 0;
}

/** Every version that was used, the newest first. */
export async function listLabVersions(client: Client): Promise<LabVersion[]> {
	const { labVersions } = client.schema;
	return client.db.select().from(labVersions).orderBy(desc(labVersions.createdAt));
}
