/**
 * What a run of lab 5.3 starts from, all of it made from the seed: a base policy that writes messages like the corpus, and a reward model fitted
 * to some pairs of them. The reward that the policy is trained on is the model's score, shifted and scaled to mean 0 and deviation 1 on the
 * base's own messages. What the messages are truly worth is measured beside it and never used.
 */
import * as tf from '@tensorflow/tfjs';
import {
	adamw,
	causalAttentionHeads,
	compile,
	createGpt,
	crossEntropy,
	type Gpt,
	type GptConfig,
	gptConfigOf,
	initialWeights,
	type StartingWeights,
} from 'gradus';
import { drawMessages, drawPreferences, MESSAGE_LENGTH, MESSAGE_START, MESSAGE_VOCABULARY } from '#data/tasks/messages.ts';
import { createRewardFit, type PreferenceLoss, type RewardNet } from '../reward-model/reward-net.ts';

export interface World {
	readonly config: GptConfig;
	/** Never trained further: the reference that the leash is tied to. */
	readonly base: Gpt;
	/** The base's weights as numbers: where the policy starts. */
	readonly start: StartingWeights;
	/** Messages int32 [batch, length] → rewards [batch]. No gradient reaches the messages. */
	reward(messages: tf.Tensor2D): tf.Tensor1D;
	rewardsOf(messages: readonly ArrayLike<number>[]): Promise<Float32Array>;
	dispose(): void;
}

export interface WorldOptions {
	readonly config: Readonly<Record<string, number>>;
	readonly seed: number;
	readonly preferenceLoss: PreferenceLoss;
	/** Called now and then while base and reward model are made, which takes longer than the page waits for a sign of work. */
	readonly onWork?: () => void;
}

/** Messages of a step of the base's training, and its steps; steps of the reward model. */
const [BASE_BATCH, BASE_STEPS, REWARD_STEPS] = [64, 200, 300] as const;
/** Messages that fix the scale of the reward. */
const SCALE_MESSAGES = 1_000;

export async function createWorld({ config, seed, preferenceLoss, onWork }: WorldOptions): Promise<World> {
	const gpt = gptConfigOf(config);
	const base = createGpt(gpt, initialWeights(gpt, seed), causalAttentionHeads);
	await trainBase(base, seed, onWork);
	const name = `world/${seed}`;
	const pairs = drawPreferences('train', name, config['pairs'] ?? 1_000);
	const fit = createRewardFit({ pairs, seed: name, loss: preferenceLoss, stored: null });
	for (let step = 0; step < REWARD_STEPS; step++) {
		await fit.step(step);
		if (step % 20 === 0) await pause(onWork);
	}
	fit.dispose();
	const scale = scaleOf(await fit.net.scoresOf(drawMessages('train', `scale/${seed}`, SCALE_MESSAGES)));
	return {
		config: gpt,
		base,
		start: await weightsOf(base),
		reward: (messages) => tf.tidy(() => tf.div<tf.Tensor1D>(tf.sub(scoreTokens(fit.net, messages), scale.mean), scale.deviation)),
		rewardsOf: async (messages) => (await fit.net.scoresOf(messages)).map((score) => (score - scale.mean) / scale.deviation),
		dispose() {
			base.dispose();
			fit.net.dispose();
		},
	};
}

function scoreTokens(net: RewardNet, messages: tf.Tensor2D): tf.Tensor1D {
	// One-hot rows are whole numbers, which WebGPU cannot transpose; the product makes them floats. [messages, length, vocabulary] → shares.
	const shares = tf.sum(tf.mul(tf.oneHot(messages, MESSAGE_VOCABULARY), 1 / MESSAGE_LENGTH), 1);
	return net.score(shares as tf.Tensor2D);
}

function scaleOf(scores: Float32Array): { mean: number; deviation: number } {
	const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
	const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length;
	return { mean, deviation: Math.sqrt(variance) + 1e-6 };
}

/** Not the host's: its breaths are counted as steps. */
function pause(onWork?: () => void): Promise<void> {
	onWork?.();
	return new Promise((resume) => setTimeout(resume, 0));
}

async function weightsOf(gpt: Gpt): Promise<StartingWeights> {
	const read = [...gpt.params].map(
		async ([name, variable]) => [name, { shape: variable.shape, data: Float32Array.from(await variable.data()) }] as const,
	);
	return new Map(await Promise.all(read));
}

async function trainBase(base: Gpt, seed: number, onWork?: () => void): Promise<void> {
	const optimizer = adamw(base.params, { learningRate: 0.004 });
	const compiled = compile<[tf.Tensor2D]>((texts) =>
		optimizer.minimize(() =>
			crossEntropy(base.logits(tf.slice2d(texts, [0, 0], [-1, MESSAGE_LENGTH])), tf.slice2d(texts, [0, 1], [-1, MESSAGE_LENGTH])),
		),
	);
	for (let step = 0; step < BASE_STEPS; step++) {
		const rows = drawMessages('train', `base/${seed}/${step}`, BASE_BATCH).flatMap((ids) => [MESSAGE_START, ...ids]);
		const texts = tf.tensor2d(rows, [BASE_BATCH, 1 + MESSAGE_LENGTH], 'int32');
		await compiled(texts);
		texts.dispose();
		if (step % 10 === 0) await pause(onWork);
	}
	compiled.dispose();
	optimizer.dispose();
}
