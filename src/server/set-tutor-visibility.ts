/**
 * Whether an instructor sees their learners' conversations with the tutor. Off unless turned on; learners are told, and
 * only what is said from that moment on is shown.
 */
import type { Actor } from '#contract/user.ts';
import { updateCohortSetting } from '#db/store/teaching.ts';
import { rowOf } from './audit.ts';
import type { Context } from './context.ts';
import { requireOpenTaughtCohort } from './manage-cohorts.ts';

/** @throws AppError `missing` for a cohort that is not the actor's, `conflict` for an archived one. */
export async function setTutorVisibility(context: Context, actor: Actor, cohortId: string, isVisible: boolean): Promise<void> {
	const cohort = await requireOpenTaughtCohort(context, actor, cohortId);
	// Turned on twice, it stays at the first moment: learners were told then.
	if ((cohort.tutorVisibleSince !== null) === isVisible) return;
	const at = new Date(context.now());
	const action = isVisible ? 'tutor-visible' : 'tutor-hidden';
	const line = rowOf(context, { actorId: actor.id, action, targetKind: 'cohort', targetId: cohortId, detail: {}, at });
	await updateCohortSetting(context.client, cohortId, { tutorVisibleSince: isVisible ? at : null }, line);
}
