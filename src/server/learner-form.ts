/** The forms of an instructor's page about one learner: help bounds, and the answer to a dispute. */
import { AppError } from '#contract/error.ts';
import type { Actor } from '#contract/user.ts';
import { answerDispute, answerSchema } from './answer-dispute.ts';
import { handleBoundsForm } from './bounds-form.ts';
import type { Context } from './context.ts';

/** Value of the field `action` of a form that answers a dispute. */
export const ANSWER_DISPUTE = 'answer-dispute';

/** @throws AppError `invalid` with a sentence, `missing` when the actor does not teach the learner in this cohort. */
export async function handleLearnerForm(
	context: Context,
	actor: Actor,
	{ cohortId, learnerId }: { cohortId: string; learnerId: string },
	form: FormData,
): Promise<void> {
	if (form.get('action') !== ANSWER_DISPUTE) return handleBoundsForm(context, actor, { cohortId, userId: learnerId }, form);
	const { eventId, answer, reason } = Object.fromEntries(form);
	const parsed = answerSchema.safeParse({ eventId, answer, reason });
	if (!parsed.success) {
		const issue = parsed.error.issues[0];
		throw new AppError('invalid', issue?.message ?? 'The answer is not usable.', { at: issue?.path.join('.') ?? '' });
	}
	return answerDispute(context, actor, { cohortId, learnerId }, parsed.data);
}
