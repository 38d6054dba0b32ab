/** A learner takes back what was said with the tutor: one turn, or all of a lab. Texts go for everybody; the numbers stay, so that no limit starts afresh. */
import { AppError } from '#contract/error.ts';
import type { Lab } from '#contract/lab.ts';
import type { TutorView } from '#contract/tutor.ts';
import type { Actor } from '#contract/user.ts';
import { removeTutorTexts } from '#db/store/tutor-turns.ts';
import type { Context } from './context.ts';
import { getTutor } from './get-tutor.ts';

/** @throws AppError `missing` for a turn that is somebody else's, of another lab, or gone already. */
export async function removeTutorTurns(context: Context, actor: Actor, lab: Lab, turnId?: string): Promise<TutorView> {
	const which = { userId: actor.id, labId: lab.id, ...(turnId === undefined ? {} : { turnId }) };
	const removed = await removeTutorTexts(context.client, which, context.now());
	if (turnId !== undefined && removed === 0) throw new AppError('missing', 'There is no such turn of yours here, or it is gone already.');
	return getTutor(context, actor, lab);
}
