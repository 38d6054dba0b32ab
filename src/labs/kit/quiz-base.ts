/**
 * Makes the base of lab 6.3: a GPT that reads both answers of every question at each step, each counted by the share of writers behind it. So it
 * learns how often each is given, also where that is seldom.
 */
import * as tf from '@tensorflow/tfjs';
import { QUESTIONS, QUIZ_PROMPT_TIME, type Quiz, questionToken, quizShare, rightToken, wrongToken } from '#data/tasks/quiz.ts';
import { compile } from '#engine/compile.ts';
import { causalAttentionHeads } from '#engine/ops/causal-attention.ts';
import { adamw } from '#engine/optim/adamw.ts';
import { createGpt, type Gpt, initialWeights } from './gpt.ts';
import type { GptConfig } from './gpt-shapes.ts';
import { tokenLogProbs } from './policy.ts';

const RECIPE = { rate: 1e-2, warmup: 20, steps: 300 } as const;

export interface QuizBaseOptions {
	readonly steps?: number;
	/** Awaited after each step. A throw ends the training. */
	readonly breathe?: () => Promise<void>;
}

/** The caller disposes the model. */
export async function trainQuizBase(quiz: Quiz, seed: number, config: GptConfig, options: QuizBaseOptions = {}): Promise<Gpt> {
	const gpt = createGpt(config, initialWeights(config, seed), causalAttentionHeads);
	const { rate, warmup, steps } = { ...RECIPE, ...options };
	const learningRate = (step: number): number => rate * Math.min(1, (step + 1) / warmup) * (1 - (0.99 * step) / steps);
	const optimizer = adamw(gpt.params, { learningRate, beta2: 0.98, weightDecay: 0 });
	const known = QUESTIONS.map((question) => quizShare(quiz, question));
	const texts = [rightToken, wrongToken].flatMap((token) => QUESTIONS.map((question) => [questionToken(question), token(quiz, question)]));
	const whole = tf.tensor2d(texts, undefined, 'int32');
	const shares = tf.tensor2d([...known, ...known.map((share) => 1 - share)], [2 * known.length, 1]);
	const compiled = compile<[tf.Tensor2D, tf.Tensor2D]>((rows, weights) =>
		optimizer.minimize(() =>
			tf
				.sum(tf.mul(tokenLogProbs(gpt, rows, QUIZ_PROMPT_TIME), weights))
				.div(-known.length)
				.asScalar(),
		),
	);
	try {
		for (let step = 0; step < steps; step++) {
			await (await compiled(whole, shares)).read();
			await options.breathe?.();
		}
		return gpt;
	} catch (error) {
		gpt.dispose();
		throw error;
	} finally {
		tf.dispose([whole, shares]);
		compiled.dispose();
		optimizer.dispose();
	}
}
