/** Takes an instructor's bound back, from the learner's next request on. What it said stays in the audit log. */
import { AppError } from '#contract/error.ts';
import type { Actor } from '#contract/user.ts';
import { endBoundRow, selectOptionalBound } from '#db/store/help-bounds.ts';
import type { Context } from './context.ts';
import { requireOpenTaughtCohort } from './manage-cohorts.ts';
import { boundAudit } from './set-help-bound.ts';

/** @throws AppError `missing` for a cohort or a bound that is not the actor's, `conflict` when it has ended already. */
export async function endHelpBound(context: Context, actor: Actor, cohortId: string, boundId: string): Promise<void> {
	await requireOpenTaughtCohort(context, actor, cohortId);
	const row = await selectOptionalBound(context.client, cohortId, boundId);
	if (!row) throw new AppError('missing', 'There is no such bound in this cohort.');
	const now = new Date(context.now());
	const isEnded = await endBoundRow(context.client, { id: row.id, at: now }, boundAudit(context, actor, 'help-bound-end', row, now));
	if (!isEnded) throw new AppError('conflict', 'This bound had ended already.', { fix: 'Reload the page to see what holds now.' });
}
