/** Adds one row to the audit log. It takes no password, no token and no source, and stores an address only as a keyed hash. */
import { createHmac } from 'node:crypto';
import { newId } from '#db/id.ts';
import { insertAudit } from '#db/store/audit.ts';
import type { Context } from './context.ts';

export interface AuditEntry {
	/** Null when nobody was signed in. */
	readonly actorId: string | null;
	readonly action: string;
	readonly targetKind: string;
	readonly targetId: string;
	readonly detail: Record<string, unknown>;
	readonly ip?: string;
}

export async function audit(context: Context, entry: AuditEntry): Promise<void> {
	const now = context.now();
	const { ip, ...columns } = entry;
	const ipHash = ip === undefined ? null : createHmac('sha256', context.secret.derive('audit-ip')).update(ip).digest('hex');
	await insertAudit(context.client, { ...columns, id: newId(now), ipHash, createdAt: new Date(now) });
}
