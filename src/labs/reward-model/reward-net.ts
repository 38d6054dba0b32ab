/**
 * The network that turns a message into one number: the mean of its words' embeddings, one ReLU layer, one output. It sees which words occur
 * and how often, never their order. The loss comes from outside, so that the learner's own is what trains it.
 */
import * as tf from '@tensorflow/tfjs';
import { type AdamW, adamw, compile, loadMoments, type StartingWeights } from 'gradus';
import { type Random, seededRandom } from '#data/storyland/random.ts';
import { bagsOf, MESSAGE_VOCABULARY, type Preference } from '#data/tasks/messages.ts';

/** Scores of the preferred and of the other messages, float32 [pairs] each → one number. */
export type PreferenceLoss = (chosen: tf.Tensor1D, rejected: tf.Tensor1D) => tf.Scalar;

export interface RewardNet {
	readonly params: ReadonlyMap<string, tf.Variable>;
	/** Word shares [messages, vocabulary] → one score each, [messages]. Differentiable by the parameters. */
	score(bags: tf.Tensor2D): tf.Tensor1D;
	/** The same for messages as token ids. */
	scoresOf(messages: readonly ArrayLike<number>[]): Promise<Float32Array>;
	dispose(): void;
}

const WIDTH = 32;
export const REWARD_SHAPES: ReadonlyMap<string, readonly [number, number]> = new Map([
	['words', [MESSAGE_VOCABULARY, WIDTH]],
	['hidden.weight', [WIDTH, WIDTH]],
	['hidden.bias', [1, WIDTH]],
	['score.weight', [WIDTH, 1]],
]);

export function createRewardNet(seed: string, stored: StartingWeights | null = null): RewardNet {
	const random = seededRandom(`reward-net/${seed}`);
	const params = new Map(
		[...REWARD_SHAPES].map(([name, shape]) => [
			name,
			tf.tidy(() => tf.variable(tf.tensor2d(stored?.get(name)?.data ?? startOf(name, shape, random), [...shape]))),
		]),
	);
	const param = (name: string): tf.Tensor2D => {
		const found = params.get(name);
		if (found === undefined) throw new Error(`The reward model has no parameter ${name}.`);
		// Every shape above has two axes.
		return found as tf.Tensor as tf.Tensor2D;
	};
	const score = (bags: tf.Tensor2D): tf.Tensor1D =>
		tf.tidy(() => {
			const mean = tf.matMul(bags, param('words')); // [messages, width]
			const hidden = tf.relu(tf.add<tf.Tensor2D>(tf.matMul(mean, param('hidden.weight')), param('hidden.bias')));
			return tf.reshape(tf.matMul(hidden, param('score.weight')), [-1]);
		});
	return {
		params,
		score,
		async scoresOf(messages) {
			const scores = tf.tidy(() => score(tf.tensor2d(bagsOf(messages), [messages.length, MESSAGE_VOCABULARY])));
			const numbers = Float32Array.from(await scores.data());
			scores.dispose();
			return numbers;
		},
		dispose: () => params.forEach((variable) => void variable.dispose()),
	};
}

function startOf(name: string, [rows, columns]: readonly [number, number], random: Random): Float32Array {
	const deviation = name === 'hidden.bias' ? 0 : name === 'words' ? 1 : 1 / Math.sqrt(rows);
	return Float32Array.from(
		{ length: rows * columns },
		() => deviation * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
	);
}

export interface RewardFit {
	readonly net: RewardNet;
	readonly optimizer: AdamW;
	/** Trains on a batch of the pairs, drawn by seed and step, and resolves to a read of its loss. */
	step(step: number): Promise<() => Promise<number>>;
	dispose(): void;
}

const BATCH = 128;

export interface FitOptions {
	readonly pairs: readonly Preference[];
	/** Of the first weights and of the batches. */
	readonly seed: string;
	readonly loss: PreferenceLoss;
	/** An earlier run to go on from. */
	readonly stored: { readonly step: number; readonly weights: { readonly tensors: StartingWeights } } | null;
}

/** Pairs are kept as word shares on the processor: a step sends one batch. */
export function createRewardFit({ pairs, seed, loss, stored }: FitOptions): RewardFit {
	const net = createRewardNet(seed, stored?.weights.tensors);
	const optimizer = adamw(net.params, { learningRate: 0.003, weightDecay: 0.1, beta2: 0.99 });
	if (stored !== null) loadMoments(optimizer, stored.step, stored.weights.tensors);
	const compiled = compile<[tf.Tensor2D, tf.Tensor2D]>((chosen, rejected) =>
		optimizer.minimize(() => loss(net.score(chosen), net.score(rejected))),
	);
	return {
		net,
		optimizer,
		async step(step) {
			const random = seededRandom(`reward-batch/${seed}/${step}`);
			const drawn = Array.from({ length: BATCH }, () => pairs[Math.floor(random() * pairs.length)]);
			const bags = (which: 'chosen' | 'rejected'): tf.Tensor2D =>
				tf.tensor2d(bagsOf(drawn.flatMap((pair) => (pair === undefined ? [] : [pair[which]]))), [BATCH, MESSAGE_VOCABULARY]);
			const [chosen, rejected] = [bags('chosen'), bags('rejected')];
			const value = await compiled(chosen, rejected);
			tf.dispose([chosen, rejected]);
			return () => value.read();
		},
		dispose() {
			compiled.dispose();
			optimizer.dispose();
		},
	};
}
