/**
 * An instructor's floor, ceiling and pace for a learner or a whole cohort, in one lab or all. A reason is required,
 * because the learner reads it; every change is audited. Only its instructors may set one, and only while it is open.
 */
import { z } from 'zod';
import { AppError } from '#contract/error.ts';
import { paceSchema } from '#contract/help.ts';
import type { Actor } from '#contract/user.ts';
import { newId } from '#db/id.ts';
import { type HelpBoundRow, replaceBound } from '#db/store/help-bounds.ts';
import { hasLearner } from '#db/store/memberships.ts';
import { findLab } from '#labs/index.ts';
import { rowOf } from './audit.ts';
import type { Context } from './context.ts';
import { requireOpenTaughtCohort } from './manage-cohorts.ts';

export const helpBoundSchema = z
	.strictObject({
		cohortId: z.string(),
		/** Null: everybody in the cohort. */
		userId: z.string().nullable(),
		/** Null: every lab. */
		labId: z.string().nullable(),
		floor: z.int().min(0).max(5),
		ceiling: z.int().min(0).max(5),
		pace: paceSchema,
		/** Highest automation; null: what the lab allows. */
		maxAuto: z.int().min(1).max(3).nullable().default(null),
		/** The floor holds in re-checks too. */
		accommodation: z.boolean().default(false),
		reason: z.string().trim().min(5, 'Say why, in a few words: the learner reads it.').max(300, 'A reason has at most 300 characters.'),
	})
	.refine(({ floor, ceiling }) => floor <= ceiling, {
		message: 'The floor is above the ceiling, and the ceiling would win.',
		path: ['floor'],
	});

/** @throws AppError `invalid`, `missing` for a cohort or learner that the actor does not teach, `conflict` for an archived cohort. */
export async function setHelpBound(context: Context, actor: Actor, bound: z.input<typeof helpBoundSchema>): Promise<HelpBoundRow> {
	const parsed = helpBoundSchema.safeParse(bound);
	if (!parsed.success) {
		const issue = parsed.error.issues[0];
		throw new AppError('invalid', issue?.message ?? 'The bound is not usable.', { at: issue?.path.join('.') ?? '' });
	}
	const { cohortId, userId } = parsed.data;
	await requireOpenTaughtCohort(context, actor, cohortId);
	if (userId !== null && !(await hasLearner(context.client, cohortId, userId)))
		throw new AppError('missing', 'This learner is not in the cohort.', { fix: 'Reload the cohort page: they may have left.' });
	if (parsed.data.labId !== null && !findLab(parsed.data.labId))
		throw new AppError('invalid', `There is no lab "${parsed.data.labId}".`, { at: 'labId' });
	const now = new Date(context.now());
	const row: HelpBoundRow = { ...parsed.data, id: newId(now.getTime()), createdBy: actor.id, createdAt: now, endedAt: null };
	await replaceBound(context.client, row, boundAudit(context, actor, 'help-bound', row, now));
	return row;
}

/** The audit line of setting or ending a bound: all that it says, so that its history can be read from the log alone. */
export function boundAudit(context: Context, actor: Actor, action: 'help-bound' | 'help-bound-end', row: HelpBoundRow, at: Date) {
	const { cohortId, userId, labId, floor, ceiling, pace, maxAuto, accommodation, reason } = row;
	const detail = { cohortId, labId, floor, ceiling, pace, maxAuto, accommodation, reason };
	const target = { targetKind: userId === null ? 'cohort' : 'user', targetId: userId ?? cohortId };
	return rowOf(context, { actorId: actor.id, action, ...target, detail, at });
}
