/**
 * The reinforcement-learning loop of lab 6.2: sample groups of solutions, ask the verifier, hand rewards and log-probabilities to the learner's
 * functions, step. It owns the sampler, the frozen reference, the optimiser and what is shown; the learner brings advantage and loss.
 * Problems and samples of a step depend on seed and step alone. Refuses a run without a checkpoint, and a reward that is no number.
 */
import * as tf from '@tensorflow/tfjs';
import { fnv1a } from '#data/storyland/random.ts';
import {
	ADDITION_MOST_NEW,
	ADDITION_PROMPT_TIME,
	ADDITION_STOP,
	type Addition,
	additionPrompt,
	decodeAddition,
	drawAdditions,
	encodeAddition,
} from '#data/tasks/addition.ts';
import { type CompiledStep, compile } from '#engine/compile.ts';
import type { StepLoss } from '#engine/graph/eager-step.ts';
import { causalAttentionHeads } from '#engine/ops/causal-attention.ts';
import { type AdamW, adamw } from '#engine/optim/adamw.ts';
import type { Answer, Reward } from './addition-policy.ts';
import { createGpt, type Gpt } from './gpt.ts';
import { gptConfigOf, gptShapes } from './gpt-shapes.ts';
import { createGrpoReporter, type Drift, showRollouts } from './grpo-figures.ts';
import { OWN_BASE_PREFIX, startOf } from './grpo-start.ts';
import type { TrainHost } from './host.ts';
import { createPolicy, disposeSamples, type Policy, type Samples, tokenLogProbs } from './policy.ts';
import { runSteps } from './run-steps.ts';
import { createKernelReporter } from './show-engine.ts';
import { decodeRun, encodeRun } from './snapshot.ts';
import { momentsOf } from './training-step.ts';

/** What the loss is given beside the policy's log-probabilities; all float32. */
export interface GrpoBatch {
	/** [rows, time]: log-probabilities of the same tokens when they were sampled, in nats. */
	readonly oldLogProbs: tf.Tensor2D;
	/** [rows, time]: under the model that the run started from. */
	readonly refLogProbs: tf.Tensor2D;
	/** [rows]. */
	readonly advantages: tf.Tensor1D;
	/** [rows, time]: 1 where a token was drawn, 0 at padding. */
	readonly mask: tf.Tensor2D;
}

export interface GrpoSettings {
	/** The ratio counts between 1 − clip and 1 + clip. */
	readonly clip: number;
	/** Weight of the KL term. */
	readonly beta: number;
}

/** The three exports of lab 6.2. */
export interface GrpoObjective {
	groupAdvantage(rewards: tf.Tensor2D): tf.Tensor2D;
	klToReference(logProbs: tf.Tensor2D, refLogProbs: tf.Tensor2D): tf.Tensor2D;
	grpoLoss(logProbs: tf.Tensor2D, batch: GrpoBatch, settings: GrpoSettings): tf.Scalar;
}

export interface GrpoRun {
	readonly lab: string;
	readonly host: TrainHost;
	readonly objective: GrpoObjective;
	/** What a sample is paid. */
	readonly reward: Reward;
	/** What held-out problems are judged by. Default: the reward. */
	readonly judge?: Reward;
}

type Step = CompiledStep<[tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor1D, tf.Tensor2D]>;

export interface GrpoLoop extends Required<GrpoRun> {
	readonly policy: Gpt;
	readonly reference: Gpt;
	readonly sampler: Policy;
	readonly optimizer: AdamW;
	readonly compiled: Step;
	readonly seed: number;
	readonly sizes: { readonly groups: number; readonly size: number };
}

/** One step's samples, with what the verifier and the learner's advantage made of them. */
export interface GrpoGroups {
	readonly samples: Samples;
	readonly answers: readonly Answer[];
	readonly advantages: readonly number[];
	readonly refLogProbs: tf.Tensor2D;
}

export async function trainGrpo({ lab, host, objective, reward, judge = reward }: GrpoRun): Promise<void> {
	const config = gptConfigOf(host.config);
	const stored = host.resume === null ? null : decodeRun(host.resume, { lab, preset: host.preset, shapes: gptShapes(config) });
	const seed = stored?.seed ?? host.seed;
	const start = await startOf(host, config, seed, stored?.weights.tensors ?? null);
	if (start === null) return;
	const policy = createGpt(config, stored?.weights.tensors ?? start, causalAttentionHeads);
	const reference = createGpt(config, start, causalAttentionHeads);
	const optimizer = optimizerOf(policy, host);
	const from = stored?.step ?? 0;
	if (stored !== null) tf.tidy(() => optimizer.load(from, momentsOf(stored.weights.tensors, 0), momentsOf(stored.weights.tensors, 1)));
	const sizes = { groups: host.config['groups'] ?? 16, size: host.config['size'] ?? 16 };
	const sampler = createPolicy(policy, { rows: sizes.groups * sizes.size, maxNew: ADDITION_MOST_NEW, stopToken: ADDITION_STOP });
	const compiled = compileStep(policy, objective, optimizer, host);
	try {
		await loop({ lab, host, objective, reward, judge, policy, reference, sampler, optimizer, compiled, seed, sizes }, from);
	} finally {
		for (const part of [compiled, optimizer, sampler, policy, reference]) part.dispose();
	}
}

/** Adam without decay: a policy should not be drawn towards zero, but stay near what it was. */
function optimizerOf(policy: Gpt, { config, steps }: TrainHost): AdamW {
	const peak = config['rate'] ?? 2e-4;
	const warmup = config['warmup'] ?? 1;
	const last = config['lastShare'] ?? 1;
	const rate = (step: number): number => peak * Math.min(1, (step + 1) / warmup) * (1 - (1 - last) * (step / Math.max(1, steps - 1)));
	return adamw(policy.params, { learningRate: rate, beta1: 0.9, beta2: 0.99, weightDecay: 0, maxNorm: 1 });
}

function compileStep(policy: Gpt, objective: GrpoObjective, optimizer: AdamW, { config }: TrainHost): Step {
	const settings = { clip: config['clip'] ?? 0.2, beta: config['beta'] ?? 0 };
	return compile((whole, oldLogProbs, refLogProbs, advantages, mask) =>
		optimizer.minimize(() => {
			const logProbs = tokenLogProbs(policy, whole, ADDITION_PROMPT_TIME);
			return checkedLoss(objective.grpoLoss(logProbs, { oldLogProbs, refLogProbs, advantages, mask }, settings));
		}),
	);
}

function checkedLoss(loss: unknown): tf.Scalar {
	if (!(loss instanceof tf.Tensor) || loss.size !== 1)
		throw new Error('grpoLoss(logProbs, batch, settings) must return a tensor with one number, so that gradients can flow back from it.');
	return loss.asScalar();
}

async function loop(run: GrpoLoop, from: number): Promise<void> {
	const { lab, host, policy, optimizer, compiled, seed } = run;
	const reporter = createGrpoReporter(run);
	await reporter.begin(from);
	const draws = (done: number, last: boolean): boolean => done === from + 1 || done % 10 === 0 || last;
	/** Kept after their step for the figure that shows them. */
	let kept: GrpoGroups | null = null;
	const drop = (): void => {
		if (kept !== null) disposeGroups(kept);
		kept = null;
	};
	await runSteps({
		host,
		from,
		async step(step) {
			drop();
			const groups = await sampleGroups(run, step);
			kept = groups;
			const loss = await update(compiled, groups);
			const drift = await readDrift(groups, run.objective);
			return () => reporter.step(step + 1, loss, groups.answers, drift);
		},
		shows: draws,
		async show(done, last) {
			if (kept !== null) await showRollouts(host, policy, kept, done, run.sizes.size);
			await reporter.look(done, last);
		},
		after: createKernelReporter(compiled, host),
		weighs: () => ({ params: policy.params, gradients: optimizer.gradients }),
		encode: (done) => encodeRun(withOwnBase(run), optimizer, { lab, preset: host.preset, seed }, done),
	});
	drop();
}

async function sampleGroups(run: GrpoLoop, step: number): Promise<GrpoGroups> {
	const { sampler, reference, objective, reward, seed, sizes, host } = run;
	const problems = drawAdditions('train', `rl/${seed}/${step}`, sizes.groups).flatMap((problem) =>
		Array.from({ length: sizes.size }, () => problem),
	);
	const samples = await sampler.sample(
		problems.map((problem) => encodeAddition(additionPrompt(problem))),
		{ seed: fnv1a(`${seed}/${step}`), stopped: () => host.stopped() },
	);
	const answers = problems.map((problem, i) => answerOf(problem, decodeAddition(samples.drawn[i] ?? []), reward));
	const advantages = await advantagesOf(
		objective,
		answers.map((answer) => answer.reward),
		sizes,
	);
	return { samples, answers, advantages, refLogProbs: tokenLogProbs(reference, samples.whole, ADDITION_PROMPT_TIME) };
}

function answerOf(problem: Addition, solution: string, reward: Reward): Answer {
	const value: unknown = reward(problem, solution);
	if (typeof value !== 'number' || !Number.isFinite(value))
		throw new Error(`The reward of "${solution}" for ${problem.a} + ${problem.b} is ${String(value)}: verify must return a number.`);
	return { problem, solution, reward: value };
}

async function advantagesOf(objective: GrpoObjective, rewards: readonly number[], { groups, size }: GrpoLoop['sizes']): Promise<number[]> {
	const given: unknown = tf.tidy(() => objective.groupAdvantage(tf.tensor2d([...rewards], [groups, size])));
	if (!(given instanceof tf.Tensor) || given.shape.join() !== `${groups},${size}`)
		throw new Error(`groupAdvantage must return a tensor of the shape of the rewards, [${groups}, ${size}].`);
	const advantages = await given.data();
	given.dispose();
	return Array.from(advantages);
}

async function update(compiled: Step, { samples, advantages, refLogProbs }: GrpoGroups): Promise<StepLoss> {
	const given = tf.tensor1d([...advantages]);
	try {
		return await compiled(samples.whole, samples.logProbs, refLogProbs, given, samples.mask);
	} finally {
		given.dispose();
	}
}

/** Means over drawn tokens at the moment of sampling, in nats: the learner's estimate of the KL, and the surprise, which estimates the entropy. */
async function readDrift({ samples, refLogProbs }: GrpoGroups, objective: GrpoObjective): Promise<Drift> {
	const means = tf.tidy(() => {
		const mean = (values: tf.Tensor): tf.Tensor => tf.divNoNan(tf.sum(tf.mul(values, samples.mask)), tf.sum(samples.mask));
		return tf.stack([mean(objective.klToReference(samples.logProbs, refLogProbs)), mean(tf.neg(samples.logProbs))]);
	});
	const [kl = 0, entropy = 0] = await means.data();
	means.dispose();
	return { kl, entropy };
}

/** A base that was made in this run goes into its file: the grader compares with it, and a resumed run needs it. */
function withOwnBase({ host, policy, reference }: GrpoLoop): ReadonlyMap<string, tf.Tensor> {
	if (host.config['own'] !== 1) return policy.params;
	return new Map([...policy.params, ...[...reference.params].map(([name, tensor]) => [OWN_BASE_PREFIX + name, tensor] as const)]);
}

function disposeGroups({ samples, refLogProbs }: GrpoGroups): void {
	disposeSamples(samples);
	refLogProbs.dispose();
}
