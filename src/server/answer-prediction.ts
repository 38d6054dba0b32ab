/** Judges a committed prediction. Of a signed-in learner the first answer to a question is stored and weighs a little; a later one, and a guest's, is only answered. */
import { z } from 'zod';
import { AppError } from '#contract/error.ts';
import type { LearningEvent } from '#contract/event.ts';
import type { Actor } from '#contract/user.ts';
import type { Client } from '#db/client.ts';
import { insertEvent, selectOptionalLastEvent } from '#db/store/events.ts';
import { labs } from '#labs/index.ts';
import type { Context } from './context.ts';
import { inTurn } from './in-turn.ts';
import { refreshMastery } from './mastery-cache.ts';
import { requireQuestion } from './predict-questions.ts';

export const predictionSchema = z.strictObject({
	lesson: z.string().max(10),
	question: z.string().max(60),
	variant: z.int().nonnegative(),
	/** Index of the choice, as text. */
	answer: z.string().regex(/^\d$/, 'The answer is the number of a choice.'),
});

/** @throws AppError `missing` for a question or variant that the lesson does not have. */
export async function answerPrediction(
	context: Context,
	actor: Actor | null,
	committed: z.infer<typeof predictionSchema>,
): Promise<{ correct: boolean; explanation: string }> {
	const { lesson, question, variant, answer } = committed;
	const { skill = skillOfLesson(lesson), variants } = requireQuestion(lesson, question);
	const asked = variants[variant];
	if (!asked)
		throw new AppError('missing', `The question "${question}" has no variant ${variant}.`, {
			fix: 'Load the lesson again: it may have changed.',
		});
	const correct = Number(answer) === asked.answer;
	if (actor && skill !== undefined) {
		const task = `${lesson}/${question}`;
		const event = {
			t: context.now(),
			type: 'prediction',
			skill,
			task,
			item: 'choice',
			question,
			variant,
			answer,
			verdict: correct ? 'pass' : 'fail',
		} as const;
		await inTurn(context, 'effort', actor.id, (turn) => keepFirst(context, turn, actor, event));
	}
	return { correct, explanation: asked.explanation };
}

/** The log keeps the first answer, in whichever variant it was given, so that asking again a thousand times does not fill it. */
async function keepFirst(context: Context, turn: Client, actor: Actor, event: LearningEvent): Promise<void> {
	if (await selectOptionalLastEvent(context.client, actor.id, { types: ['prediction'], task: event.task })) return;
	await insertEvent(turn, { userId: actor.id, labId: null, event });
	await refreshMastery(context, actor.id, event.skill);
}

/** A lesson without a lab tests no skill: its questions are answered and not kept. */
function skillOfLesson(lesson: string): string | undefined {
	return labs.find((lab) => lab.lesson === lesson)?.skills.core;
}
