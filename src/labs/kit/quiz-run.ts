/**
 * Training by reward on the quiz: at every step each question is asked a few times, and GRPO makes of the rewards what it makes. Steps are plain
 * gradient steps with momentum unless the config says otherwise. The policy trains whole or in its output head alone, where questions with
 * answers of their own share nothing. Draws depend on seed and step only.
 */
import * as tf from '@tensorflow/tfjs';
import { fnv1a } from '#data/storyland/random.ts';
import { QUESTIONS, QUIZ_PROMPT_TIME, type Quiz, questionToken, rightToken } from '#data/tasks/quiz.ts';
import { type CompiledStep, compile } from '#engine/compile.ts';
import type { StepLoss } from '#engine/graph/eager-step.ts';
import { causalAttentionHeads } from '#engine/ops/causal-attention.ts';
import { type AdamW, adamw } from '#engine/optim/adamw.ts';
import { createGpt, type Gpt, type StartingWeights } from './gpt.ts';
import { createPolicy, disposeSamples, type Policy, tokenLogProbs } from './policy.ts';
import { meanOf, NO_STOP } from './quiz-policy.ts';
import type { GrpoObjective } from './train-grpo.ts';

export type QuizObjective = Pick<GrpoObjective, 'groupAdvantage' | 'grpoLoss'>;
type Numbers = Readonly<Record<string, number>>;

/** An epsilon this large makes Adam a gradient step with momentum: it outweighs the running root of the squares. */
const PLAIN = { rate: 2e-2, epsilon: 0.1 };

export function quizOf(config: Numbers): Quiz {
	return { answers: config['shared'] === 1 ? 'shared' : 'own', shares: config['equal'] === 1 ? 'equal' : 'spread' };
}

export interface QuizRun {
	readonly policy: Gpt;
	readonly optimizer: AdamW;
	readonly compiled: CompiledStep<Batch>;
	/** Mean reward of the step's samples, and the loss. */
	step(step: number, stopped?: () => boolean): Promise<{ readonly reward: number; readonly loss: StepLoss }>;
	dispose(): void;
}

type Batch = [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D, tf.Tensor2D];

export interface QuizSettings {
	/** `shared`, `equal`, `whole`: 1 for yes. `size`: samples of a question. `rate`, `epsilon`: of the optimiser. */
	readonly config: Numbers;
	readonly seed: number;
	readonly objective: QuizObjective;
}

/** The caller disposes. */
export function createQuizRun(sizes: Gpt['config'], start: StartingWeights, { config, seed, objective }: QuizSettings): QuizRun {
	const quiz = quizOf(config);
	const size = config['size'] ?? 8;
	const policy = createGpt(sizes, start, causalAttentionHeads);
	const sampler = createPolicy(policy, { rows: QUESTIONS.length * size, maxNew: 1, stopToken: NO_STOP });
	const optimizer = optimizerOf(policy, config);
	const compiled = compileStep(policy, optimizer, objective);
	const asked = QUESTIONS.flatMap((question) => Array.from({ length: size }, () => question));
	return {
		policy,
		optimizer,
		compiled,
		async step(step, stopped) {
			const samples = await drawSamples(sampler, asked, fnv1a(`quiz/${seed}/${step}`), stopped);
			const rewards = asked.map((question, i) => (samples.drawn[i]?.[0] === rightToken(quiz, question) ? 1 : 0));
			const advantages = advantagesOf(objective, rewards, size);
			const loss = await compiled(samples.whole, samples.logProbs, advantages, samples.mask);
			advantages.dispose();
			disposeSamples(samples);
			return { reward: meanOf(rewards), loss };
		},
		dispose() {
			for (const part of [compiled, optimizer, sampler, policy]) part.dispose();
		},
	};
}

function drawSamples(sampler: Policy, asked: readonly number[], seed: number, stopped: (() => boolean) | undefined) {
	const prompts = asked.map((question) => [questionToken(question)]);
	return sampler.sample(prompts, { seed, ...(stopped === undefined ? {} : { stopped }) });
}

function optimizerOf(policy: Gpt, config: Numbers): AdamW {
	const trained = [...policy.params].filter(([name]) => config['whole'] === 1 || name === 'head.weight');
	return adamw(new Map(trained), {
		learningRate: config['rate'] ?? PLAIN.rate,
		epsilon: config['epsilon'] ?? PLAIN.epsilon,
		beta1: 0.9,
		beta2: 0.99,
		weightDecay: 0,
		maxNorm: 1,
	});
}

/** Without a leash: the run has no reference, and the samples' own log-probabilities stand in for it. */
function compileStep(policy: Gpt, optimizer: AdamW, objective: QuizObjective): CompiledStep<Batch> {
	return compile((whole, oldLogProbs, advantages, mask) =>
		optimizer.minimize(() => {
			const batch = { oldLogProbs, refLogProbs: oldLogProbs, advantages, mask };
			return objective.grpoLoss(tokenLogProbs(policy, whole, QUIZ_PROMPT_TIME), batch, { clip: 0.2, beta: 0 });
		}),
	);
}

function advantagesOf(objective: QuizObjective, rewards: readonly number[], size: number): tf.Tensor1D {
	return tf.tidy(() => objective.groupAdvantage(tf.tensor2d([...rewards], [rewards.length / size, size])).as1D());
}
