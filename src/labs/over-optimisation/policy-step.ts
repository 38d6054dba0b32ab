/**
 * One step of the policy: draw messages from it, score them, and move it along the learner's loss. The draws are made before the step and do
 * not depend on the weights as far as gradients know.
 */
import * as tf from '@tensorflow/tfjs';
import {
	adamw,
	type CompiledStep,
	causalAttentionHeads,
	compile,
	createDecoder,
	createGpt,
	type Gpt,
	loadMoments,
	type OptimizerState,
	type StartingWeights,
} from 'gradus';
import { MESSAGE_LENGTH, MESSAGE_START } from '#data/tasks/messages.ts';
import type { World } from './world.ts';

/** The lab's loss: log-probabilities [batch, time] of the drawn words now, when drawn, and under the reference; rewards [batch]; β. */
export type PolicyLoss = (
	logProbs: tf.Tensor2D,
	sampled: tf.Tensor2D,
	reference: tf.Tensor2D,
	rewards: tf.Tensor1D,
	beta: number,
) => tf.Scalar;

export interface Drawn {
	/** [batch · length]. */
	readonly tokens: Int32Array;
	/** Nats, [batch · length]. */
	readonly logProbs: Float32Array;
}

export interface Policy {
	readonly gpt: Gpt;
	readonly optimizer: OptimizerState;
	/** How the engine runs a step. */
	readonly compiled: Pick<CompiledStep<[tf.Tensor2D, tf.Tensor2D]>, 'status' | 'kernels' | 'measureNext'>;
	/** Draws a batch, makes one step on it, and resolves to what was drawn. */
	step(step: number, beta: number): Promise<Drawn>;
	/** Draws messages without a step. */
	draw(count: number, seed: number): Promise<Drawn>;
	/** What the reference gives each word of messages, flat as they were drawn. */
	referenceOf(tokens: Int32Array): Promise<Float32Array>;
	dispose(): void;
}

export interface PolicyOptions {
	readonly world: World;
	readonly loss: PolicyLoss;
	readonly batch: number;
	readonly rate: number;
	readonly seed: number;
	/** Weights and moments of an earlier run; null starts from the base. */
	readonly stored: { readonly step: number; readonly tensors: StartingWeights } | null;
}

/** Most messages drawn at once. */
export const MOST_DRAWN = 512;

export function createPolicy({ world, loss, batch, rate, seed, stored }: PolicyOptions): Policy {
	const { config, base } = world;
	const gpt = createGpt(config, stored?.tensors ?? world.start, causalAttentionHeads);
	const decoder = createDecoder({
		config: { ...config, norm: 'layer', position: 'learned', activation: 'gelu' },
		weights: gpt.params,
		maxBatch: Math.max(batch, MOST_DRAWN),
		maxTime: 1 + MESSAGE_LENGTH,
	});
	const optimizer = adamw(gpt.params, { learningRate: rate, weightDecay: 0, beta2: 0.99 });
	if (stored !== null) loadMoments(optimizer, stored.step, stored.tensors);
	let beta = 0;
	const compiled = compile<[tf.Tensor2D, tf.Tensor2D]>((tokens, sampled) => {
		const reference = logProbsOf(base, tokens);
		const rewards = world.reward(tokens);
		return optimizer.minimize(() => loss(logProbsOf(gpt, tokens), sampled, reference, rewards, beta));
	});
	const draw = async (count: number, drawSeed: number): Promise<Drawn> => {
		const prompts = tf.fill<tf.Rank.R2>([count, 1], MESSAGE_START, 'int32');
		try {
			return await decoder.generate({ prompts, maxNew: MESSAGE_LENGTH, seed: drawSeed });
		} finally {
			prompts.dispose();
		}
	};
	return {
		gpt,
		optimizer,
		compiled,
		draw,
		async step(step, leash) {
			beta = leash;
			const drawn = await draw(batch, seed * 1_000_003 + step);
			const tokens = tf.tensor2d(drawn.tokens, [batch, MESSAGE_LENGTH], 'int32');
			const sampled = tf.tensor2d(drawn.logProbs, [batch, MESSAGE_LENGTH]);
			await compiled(tokens, sampled);
			tf.dispose([tokens, sampled]);
			return drawn;
		},
		async referenceOf(tokens) {
			const rows = tokens.length / MESSAGE_LENGTH;
			const logProbs = tf.tidy(() => logProbsOf(base, tf.tensor2d(tokens, [rows, MESSAGE_LENGTH], 'int32')));
			const numbers = Float32Array.from(await logProbs.data());
			logProbs.dispose();
			return numbers;
		},
		dispose() {
			compiled.dispose();
			optimizer.dispose();
			decoder.dispose();
			gpt.dispose();
		},
	};
}

/** Log-probability of each word of messages int32 [batch, length], given the words before it. */
export function logProbsOf(gpt: Gpt, messages: tf.Tensor2D): tf.Tensor2D {
	return tf.tidy(() => {
		const batch = messages.shape[0];
		const before = tf.concat([tf.fill([batch, 1], MESSAGE_START, 'int32'), tf.slice2d(messages, [0, 0], [batch, MESSAGE_LENGTH - 1])], 1);
		const logits = gpt.logits(before as tf.Tensor2D);
		const chosen = tf.mul(tf.oneHot(messages, logits.shape[2]), tf.logSoftmax(logits, -1));
		// [batch, length, vocabulary] summed over its last axis.
		return tf.sum(chosen, -1) as tf.Tensor2D;
	});
}
