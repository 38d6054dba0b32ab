/**
 * Predictions of one person as a lesson page needs them: what was committed, and the same commit as a plain form for pages without script.
 * Refuses to show an answer or its explanation before somebody committed one.
 */
import { z } from 'zod';
import { AppError } from '#contract/error.ts';
import type { CommittedAnswer } from '#contract/lesson.ts';
import type { Actor } from '#contract/user.ts';
import { listEvents } from '#db/store/events.ts';
import { answerPrediction, predictionSchema } from './answer-prediction.ts';
import type { Context } from './context.ts';
import { type Fields, parseFields } from './form.ts';
import { type AskedQuestion, getPredictQuestions, readPredictQuestions } from './predict-questions.ts';

/** Tasks (`<lesson>/<question>`) that this person has answered, with the first answer: the one that counts. */
export type FirstAnswers = ReadonlyMap<string, { readonly variant: number; readonly answer: string }>;

export async function listFirstAnswers(context: Context, userId: string): Promise<FirstAnswers> {
	const first = new Map<string, { variant: number; answer: string }>();
	for (const { event } of await listEvents(context.client, userId)) {
		if (event.type === 'prediction' && !first.has(event.task)) first.set(event.task, { variant: event.variant, answer: event.answer });
	}
	return first;
}

/** True when the lesson asks something and every question has an answer. */
export function isAnswered(lesson: string, answers: FirstAnswers): boolean {
	const questions = readPredictQuestions(lesson);
	return questions.length > 0 && questions.every(({ id }) => answers.has(`${lesson}/${id}`));
}

export interface LessonQuestions {
	readonly predict: Readonly<Record<string, AskedQuestion>>;
	readonly answers: Readonly<Record<string, CommittedAnswer>>;
}

/** The questions of a lesson as this person is asked them, and what they already answered. A guest has answered nothing. */
export async function getLessonQuestions(context: Context, actor: Actor | null, lesson: string): Promise<LessonQuestions> {
	const predict = getPredictQuestions(lesson, actor?.id ?? 'guest');
	if (!actor) return { predict, answers: {} };
	const given = await listFirstAnswers(context, actor.id);
	const answers = readPredictQuestions(lesson).flatMap(({ id, variants }) => {
		const first = given.get(`${lesson}/${id}`);
		const variant = first ? variants[first.variant] : undefined;
		// The question may have been rewritten since: then it is asked again.
		if (!first || !variant || first.variant !== predict[id]?.variant) return [];
		const committed = { answer: first.answer, correct: Number(first.answer) === variant.answer, explanation: variant.explanation };
		return [[id, committed] as const];
	});
	return { predict, answers: Object.fromEntries(answers) };
}

/** A form carries text only. */
const formSchema = predictionSchema.extend({ variant: z.coerce.number().int().nonnegative() });

/** The posted form of one question. @throws AppError `invalid` when nothing was chosen, `missing` for a question that is not asked. */
export async function commitForm(
	context: Context,
	actor: Actor | null,
	lesson: string,
	fields: Fields,
): Promise<{ readonly question: string; readonly committed: CommittedAnswer }> {
	if (!fields['answer']) throw new AppError('invalid', 'Choose an answer first.', { at: fields['question'] ?? '' });
	const prediction = parseFields(formSchema, {
		lesson,
		question: fields['question'] ?? '',
		variant: fields['variant'] ?? '',
		answer: fields['answer'],
	});
	const verdict = await answerPrediction(context, actor, prediction);
	return { question: prediction.question, committed: { answer: prediction.answer, ...verdict } };
}
