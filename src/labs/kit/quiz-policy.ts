/**
 * What a policy answers in the quiz. Each question has one right token, so the chance of a right answer is read from the model without drawing a
 * sample: exact accuracy, exact pass@k. Samples are drawn too, where an estimator is to be tried.
 */
import * as tf from '@tensorflow/tfjs';
import { QUESTIONS, QUIZ_PROMPT_TIME, type Quiz, questionToken, rightToken } from '#data/tasks/quiz.ts';
import type { Gpt, StartingWeights } from './gpt.ts';
import { createPolicy, type SampleOptions, tokenLogProbs } from './policy.ts';

/** For each question the chance that one sample at temperature 1 is right. */
export async function chancesOf(gpt: Pick<Gpt, 'config' | 'logits'>, quiz: Quiz): Promise<number[]> {
	const read = tf.tidy(() => {
		const whole = tf.tensor2d(
			QUESTIONS.map((question) => [questionToken(question), rightToken(quiz, question)]),
			undefined,
			'int32',
		);
		return tf.exp(tokenLogProbs(gpt, whole, QUIZ_PROMPT_TIME));
	});
	const chances = Array.from(await read.data());
	read.dispose();
	return chances;
}

export function meanOf(numbers: readonly number[]): number {
	return numbers.reduce((sum, each) => sum + each, 0) / Math.max(1, numbers.length);
}

/** No token stops: an answer is one token. */
export const NO_STOP = -1;

/** How many of `samples` answers to each question are right. */
export async function countRight(
	gpt: Pick<Gpt, 'config' | 'params'>,
	quiz: Quiz,
	samples: number,
	options: SampleOptions,
): Promise<number[]> {
	const policy = createPolicy(gpt, { rows: 1_024, maxNew: 1, stopToken: NO_STOP });
	try {
		const prompts = QUESTIONS.flatMap((question) => Array.from({ length: samples }, () => [questionToken(question)]));
		const drawn = await policy.answers(prompts, options);
		return QUESTIONS.map((question) => {
			const right = rightToken(quiz, question);
			return drawn.slice(question * samples, (question + 1) * samples).filter(([token]) => token === right).length;
		});
	} finally {
		policy.dispose();
	}
}

/** A copy of a model's weights, to start another from. */
export async function copyWeights({ params }: Pick<Gpt, 'params'>): Promise<StartingWeights> {
	const copies = [...params].map(async ([name, variable]) => {
		const data = Float32Array.from(await variable.data());
		return [name, { shape: variable.shape, data }] as const;
	});
	return new Map(await Promise.all(copies));
}
