/** What was set and ended in a cohort, newest first, from the audit log (kept for a year). */
import { z } from 'zod';
import { paceSchema } from '#contract/help.ts';
import type { BoundChange } from '#contract/teach-help.ts';
import type { Actor } from '#contract/user.ts';
import { type AuditRow, listActsOf } from '#db/store/audit.ts';
import type { Context } from './context.ts';

/** Of all cohorts of the instructor; enough for years. */
const READ = 1_000;

const detailSchema = z.object({
	cohortId: z.string(),
	labId: z.string().nullable(),
	floor: z.number(),
	ceiling: z.number(),
	pace: paceSchema,
	// Rows from before these could be set do not name them.
	maxAuto: z.number().nullable().default(null),
	accommodation: z.boolean().default(false),
	reason: z.string(),
});

/** Only a cohort's owner can set a bound in it, so the owner's acts are all there are. The caller has checked that the actor is. */
export async function listBoundHistory(context: Context, owner: Actor, cohortId: string): Promise<BoundChange[]> {
	const rows = await listActsOf(context.client, owner.id, { actions: ['help-bound', 'help-bound-end'], limit: READ });
	return rows.flatMap((row) => toChange(row, cohortId));
}

function toChange({ id, action, targetKind, targetId, detail, createdAt }: AuditRow, cohortId: string): BoundChange[] {
	const parsed = detailSchema.safeParse(detail);
	if (!parsed.success || parsed.data.cohortId !== cohortId) return [];
	const { cohortId: _, ...bound } = parsed.data;
	const userId = targetKind === 'user' ? targetId : null;
	return [{ ...bound, id, userId, act: action === 'help-bound' ? 'set' : 'ended', at: createdAt.getTime() }];
}
