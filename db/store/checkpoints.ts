/** Who uploaded which weights in full. The bytes lie in the blob folder under their SHA-256. */
import { and, count, desc, eq, gte, inArray, max, sum } from 'drizzle-orm';
import type { Client } from '#db/client.ts';

/** Uploading the same bytes again is not an error: the first row stands. */
export async function insertCheckpoint(
	client: Client,
	row: { userId: string; sha256: string; sizeBytes: number; now: number },
): Promise<void> {
	const { checkpoints } = client.schema;
	const { now, ...columns } = row;
	await client.db
		.insert(checkpoints)
		.values({ ...columns, createdAt: new Date(now) })
		.onConflictDoNothing();
}

/** Those of the given hashes that this learner uploaded, with their sizes. */
export async function listOwnedCheckpoints(
	client: Client,
	userId: string,
	hashes: readonly string[],
): Promise<{ sha256: string; sizeBytes: number }[]> {
	if (hashes.length === 0) return [];
	const { checkpoints } = client.schema;
	return client.db
		.select({ sha256: checkpoints.sha256, sizeBytes: checkpoints.sizeBytes })
		.from(checkpoints)
		.where(and(eq(checkpoints.userId, userId), inArray(checkpoints.sha256, [...hashes])));
}

/** True while anybody has these bytes. */
export async function hasCheckpoint(client: Client, sha256: string): Promise<boolean> {
	const { checkpoints } = client.schema;
	const rows = await client.db.select({ sha256: checkpoints.sha256 }).from(checkpoints).where(eq(checkpoints.sha256, sha256)).limit(1);
	return rows.length > 0;
}

/** Uploads of this learner since a time: how many, and bytes in all. */
export async function countUploadsSince(client: Client, userId: string, since: number): Promise<{ uploads: number; sizeBytes: number }> {
	const { checkpoints } = client.schema;
	const rows = await client.db
		.select({ uploads: count(), sizeBytes: sum(checkpoints.sizeBytes).mapWith(Number) })
		.from(checkpoints)
		.where(and(eq(checkpoints.userId, userId), gte(checkpoints.createdAt, new Date(since))));
	return { uploads: Number(rows[0]?.uploads ?? 0), sizeBytes: rows[0]?.sizeBytes ?? 0 };
}

/** Every blob that somebody uploaded, the newest first. */
export async function listCheckpointHashes(client: Client): Promise<string[]> {
	const { checkpoints } = client.schema;
	const rows = await client.db
		.select({ sha256: checkpoints.sha256 })
		.from(checkpoints)
		.groupBy(checkpoints.sha256)
		.orderBy(desc(max(checkpoints.createdAt)));
	return rows.map(({ sha256 }) => sha256);
}
