/**
 * Whether an instructor sees their learners' conversations with the tutor. Off unless turned on; learners are told, and
 * only what is said from that moment on is shown.
 */
import type { Actor } from '#contract/user.ts';
import { newId } from '#db/id.ts';
import { updateTutorVisibility } from '#db/store/teaching.ts';
import type { Context } from './context.ts';
import { requireOpenTaughtCohort } from './manage-cohorts.ts';

/** @throws AppError `missing` for a cohort that is not the actor's, `conflict` for an archived one. */
export async function setTutorVisibility(context: Context, actor: Actor, cohortId: string, isVisible: boolean): Promise<void> {
	const cohort = await requireOpenTaughtCohort(context, actor, cohortId);
	// Turned on twice, it stays at the first moment: learners were told then.
	if ((cohort.tutorVisibleSince !== null) === isVisible) return;
	const now = new Date(context.now());
	await updateTutorVisibility(context.client, cohortId, isVisible ? now : null, {
		id: newId(now.getTime()),
		actorId: actor.id,
		action: isVisible ? 'tutor-visible' : 'tutor-hidden',
		targetKind: 'cohort',
		targetId: cohortId,
		ipHash: null,
		detail: {},
		createdAt: now,
	});
}
