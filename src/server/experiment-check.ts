/**
 * What an experiment does to re-checks: opens the delayed one of each lab to everybody in it, and holds the list's
 * invitations back in the arm without them. The right to take a check is never taken away.
 */
import type { LearningEvent } from '#contract/event.ts';
import type { Lab } from '#contract/lab.ts';
import type { InvitedCheck, RecheckInvitation } from '#contract/recheck.ts';
import { type ArmOfLearner, listArms } from '#db/store/experiments.ts';
import { daysHeld, heldUntil, trialsOf } from '#learning/experiment-outcome.ts';
import type { Context } from './context.ts';

/** The delayed check of this lab, with the moment it opens, while it was not taken; `otherwise` where no experiment waits for it. `events`: of the lab's skill, those that count. */
export async function experimentCheck(
	context: Context,
	userId: string,
	lab: Lab,
	events: readonly LearningEvent[],
	otherwise: RecheckInvitation | null,
): Promise<RecheckInvitation | null> {
	const now = context.now();
	const waiting = (await listArms(context.client, { userId })).flatMap(({ arm, delayDays, joinedAt }) =>
		trialsOf({ userId, arm, joinedAt: joinedAt.getTime(), hasLeft: false }, events, { delayDays, until: now }),
	);
	const dueAt = waiting.filter(({ labId, passed }) => labId === lab.id && passed === null).map((trial) => trial.dueAt);
	return dueAt.length === 0 ? otherwise : { kind: 'experiment', from: Math.min(...dueAt) };
}

/** The list without what is held back, and for members of an experiment without what the policy itself does not invite to; a check that has begun stays. */
export function withoutHeld(
	checks: readonly InvitedCheck[],
	arms: readonly ArmOfLearner[],
	events: readonly LearningEvent[],
	now: number,
): InvitedCheck[] {
	const delays = daysHeld(arms);
	const isHeld = ({ skill }: InvitedCheck) => delays.some((days) => heldUntil(events, skill, days) > now);
	return checks.filter((check) => check.isOpen || !(isHeld(check) || (check.kind === 'further' && arms.length > 0)));
}
