/** Adds one row to the audit log. It takes no password, no token and no source, and stores an address only as a keyed hash. */
import { createHmac } from 'node:crypto';
import { newId } from '#db/id.ts';
import { type AuditRow, insertAudit } from '#db/store/audit.ts';
import type { Context } from './context.ts';

export interface AuditEntry {
	/** Null when nobody was signed in. */
	readonly actorId: string | null;
	readonly action: string;
	readonly targetKind: string;
	readonly targetId: string;
	readonly detail: Record<string, unknown>;
	readonly ip?: string;
	/** When it happened, where the row that it tells of says so too; else now. */
	readonly at?: Date;
}

export async function audit(context: Context, entry: AuditEntry): Promise<void> {
	await insertAudit(context.client, rowOf(context, entry));
}

/** A line about a cohort, for the transaction of what it tells. */
export function auditRow(
	context: Context,
	{ id: actorId }: { readonly id: string },
	cohortId: string,
	action: string,
	detail: Record<string, unknown>,
	ip?: string,
): AuditRow {
	const entry = { actorId, action, targetKind: 'cohort', targetId: cohortId, detail };
	return rowOf(context, ip === undefined ? entry : { ...entry, ip });
}

/** A line for the transaction of what it tells. */
export function rowOf(context: Context, { ip, at = new Date(context.now()), ...columns }: AuditEntry): AuditRow {
	const ipHash = ip === undefined ? null : createHmac('sha256', context.secret.derive('audit-ip')).update(ip).digest('hex');
	return { ...columns, id: newId(at.getTime()), ipHash, createdAt: at };
}
