/** An instructor answers a question of a learner who is in a cohort of theirs. The first answer stands; that there was one is audited, its words are not. */
import { z } from 'zod';
import { AppError } from '#contract/error.ts';
import type { Actor } from '#contract/user.ts';
import { selectOptionalHelpRequestFor, answerHelpRequest as writeAnswer } from '#db/store/help-requests.ts';
import { audit } from './audit.ts';
import { can, SITE } from './can.ts';
import type { Context } from './context.ts';
import { type Told, tell } from './tell.ts';

export const helpAnswerSchema = z.strictObject({
	requestId: z.string(),
	answer: z.string().trim().min(1, 'Write an answer first.').max(4_000, 'An answer has at most 4,000 characters.'),
});

/** @throws AppError `invalid`, `missing` for a question that is not one of their learners', `conflict` when it has an answer. */
export async function answerHelpRequest(context: Context, actor: Actor, input: z.input<typeof helpAnswerSchema>): Promise<void> {
	const parsed = helpAnswerSchema.safeParse(input);
	if (!parsed.success) throw new AppError('invalid', parsed.error.issues[0]?.message ?? 'The answer is not usable.', { at: 'answer' });
	const { requestId, answer } = parsed.data;
	const request = await selectOptionalHelpRequestFor(context.client, actor.id, requestId);
	if (!request || !can(actor, 'teach', SITE))
		throw new AppError('missing', 'There is no such question among those of your learners.', {
			fix: 'Reload the page: its learner may have left.',
		});
	const told: Told = {
		...{ userId: request.userId, cause: `question:${requestId}` },
		data: { kind: 'answer', to: 'question', labId: request.labId, by: actor.id },
	};
	const written = await writeAnswer(context.client, requestId, {
		...{ answer, answeredBy: actor.id, answeredAt: new Date(context.now()) },
		also: (db) => tell(context, db, [told]),
	});
	if (!written)
		throw new AppError('conflict', 'Somebody has answered this question already.', { fix: 'Reload the page to read the answer.' });
	await audit(context, {
		actorId: actor.id,
		action: 'help-answer',
		targetKind: 'user',
		targetId: request.userId,
		detail: { requestId, labId: request.labId },
	});
}
