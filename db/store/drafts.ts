/** Drafts and named versions. A write names the revision it was based on; an older one changes nothing. */
import { and, desc, eq, ne } from 'drizzle-orm';
import { type Client, isUniqueViolation } from '#db/client.ts';
import { newId } from '#db/id.ts';

export type Draft = Client['schema']['drafts']['$inferSelect'];

export async function selectOptionalDraft(client: Client, userId: string, labId: string, name = ''): Promise<Draft | undefined> {
	const { drafts } = client.schema;
	const rows = await client.db
		.select()
		.from(drafts)
		.where(and(eq(drafts.userId, userId), eq(drafts.labId, labId), eq(drafts.name, name)));
	return rows[0];
}

/** Named versions, newest first. */
export async function listVersions(client: Client, userId: string, labId: string): Promise<Draft[]> {
	const { drafts } = client.schema;
	return client.db
		.select()
		.from(drafts)
		.where(and(eq(drafts.userId, userId), eq(drafts.labId, labId), ne(drafts.name, '')))
		.orderBy(desc(drafts.updatedAt));
}

export interface DraftRow {
	readonly userId: string;
	readonly labId: string;
	readonly name: string;
	readonly code: string;
	readonly labVersion: number;
	/** Revision the edit was based on; 0 for none. */
	readonly basedOn: number;
	readonly now: number;
}

/** The stored draft after the write, or undefined when a newer revision stands there. */
export async function upsertDraft(client: Client, row: DraftRow): Promise<Draft | undefined> {
	return row.basedOn === 0 ? insertDraft(client, row) : updateDraft(client, row);
}

async function insertDraft(client: Client, row: DraftRow): Promise<Draft | undefined> {
	const { drafts } = client.schema;
	const { basedOn: _, now, ...columns } = row;
	try {
		const row = { ...columns, id: newId(now), revision: 1, updatedAt: new Date(now) };
		await client.atomically((db) => [db.insert(drafts).values(row)]);
		return row;
	} catch (error) {
		if (isUniqueViolation(error)) return undefined;
		throw error;
	}
}

async function updateDraft(client: Client, row: DraftRow): Promise<Draft | undefined> {
	const { drafts } = client.schema;
	const rows = await client.db
		.update(drafts)
		.set({ code: row.code, labVersion: row.labVersion, revision: row.basedOn + 1, updatedAt: new Date(row.now) })
		.where(and(eq(drafts.userId, row.userId), eq(drafts.labId, row.labId), eq(drafts.name, row.name), eq(drafts.revision, row.basedOn)))
		.returning();
	return rows[0];
}
