/** The audit log: rows are added, never changed; kept for a year. */
import { and, desc, eq, gte, inArray, lt, or } from 'drizzle-orm';
import type { Client } from '#db/client.ts';

export type AuditRow = Client['schema']['auditLog']['$inferSelect'];

export async function insertAudit(client: Client, row: AuditRow): Promise<void> {
	await client.atomically((db) => [db.insert(client.schema.auditLog).values(row)]);
}

/** What a person did, and what was done to their account; newest first. */
export async function listAuditOfUser(client: Client, userId: string): Promise<AuditRow[]> {
	const { auditLog } = client.schema;
	return client.db
		.select()
		.from(auditLog)
		.where(or(eq(auditLog.actorId, userId), eq(auditLog.targetId, userId)))
		.orderBy(desc(auditLog.createdAt));
}

/** One kind of line about one target, oldest first. */
export async function listAuditOfTarget(client: Client, targetId: string, action: string): Promise<AuditRow[]> {
	const { auditLog } = client.schema;
	return client.db
		.select()
		.from(auditLog)
		.where(and(eq(auditLog.targetId, targetId), eq(auditLog.action, action)))
		.orderBy(auditLog.createdAt);
}

/** Whether one person did this to a target since then. */
export async function hasActedSince(
	client: Client,
	{ actorId, action, targetId, since }: { actorId: string; action: string; targetId: string; since: number },
): Promise<boolean> {
	const { auditLog } = client.schema;
	const rows = await client.db
		.select({ id: auditLog.id })
		.from(auditLog)
		.where(
			and(
				...[gte(auditLog.createdAt, new Date(since)), eq(auditLog.actorId, actorId)],
				...[eq(auditLog.action, action), eq(auditLog.targetId, targetId)],
			),
		)
		.limit(1);
	return rows.length > 0;
}

/** The newest of what one person did, of some kinds of act. */
export async function listActsOf(
	client: Client,
	actorId: string,
	which: { actions: readonly string[]; limit: number },
): Promise<AuditRow[]> {
	const { auditLog } = client.schema;
	return client.db
		.select()
		.from(auditLog)
		.where(and(eq(auditLog.actorId, actorId), inArray(auditLog.action, [...which.actions])))
		.orderBy(desc(auditLog.createdAt), desc(auditLog.id))
		.limit(which.limit);
}

export async function deleteAuditBefore(client: Client, before: number): Promise<void> {
	const { auditLog } = client.schema;
	await client.db.delete(auditLog).where(lt(auditLog.createdAt, new Date(before)));
}
