/**
 * The library's own training recipe: next-token loss, AdamW with clipping, warm-up and cosine. It stands in for lab 1.6 in labs that train
 * before it, and is what `my/train-gpt` borrows. Left out of `gradus` for learners of lab 1.6.
 */
import * as tf from '@tensorflow/tfjs';
import type { Model } from './gpt.ts';
import { crossEntropy } from './ops.ts';

/** What a snapshot keeps of an optimiser. */
export interface OptimizerState {
	readonly step: number;
	readonly m: ReadonlyMap<string, tf.Tensor>;
	readonly v: ReadonlyMap<string, tf.Tensor>;
	/** Of the last step, as the loss gave them. Not kept with a snapshot. */
	readonly gradients?: ReadonlyMap<string, tf.Tensor>;
}

/** Moments by parameter name; step counts the updates made. The loop makes it, a step changes it. */
export interface AdamState {
	step: number;
	readonly m: ReadonlyMap<string, tf.Variable>;
	readonly v: ReadonlyMap<string, tf.Variable>;
}

export type Params = ReadonlyMap<string, tf.Variable>;
export type Grads = ReadonlyMap<string, tf.Tensor>;

/** What a training loop asks for; the four exports of lab 1.6. */
export interface Recipe {
	loss(model: Model, tokens: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar;
	decays(name: string, shape: readonly number[]): boolean;
	learningRate(step: number, total: number): number;
	adamwStep(params: Params, grads: Grads, state: AdamState, lr: number): void;
}

/** Read by the fused form of the same recipe too (training-step.ts). */
export const BETA_1 = 0.9;
export const BETA_2 = 0.95;
export const EPSILON = 1e-8;
export const DECAY = 0.1;
export const MAX_NORM = 1;
const [PEAK, WARMUP, LAST_SHARE] = [0.004, 20, 0.1];

export const gptRecipe: Recipe = {
	loss: (model, tokens, targets) =>
		tf.tidy(() => {
			const [batch, time] = tokens.shape;
			return crossEntropy(model(tf.slice2d(tokens, [0, 0], [batch, time - 1])), tf.slice2d(targets, [0, 1], [batch, time - 1]));
		}),
	decays: (_, shape) => shape.length >= 2,
	learningRate(step, total) {
		if (step < WARMUP) return (PEAK * (step + 1)) / WARMUP;
		const progress = (step - WARMUP + 1) / Math.max(1, total - WARMUP);
		return PEAK * (LAST_SHARE + (1 - LAST_SHARE) * 0.5 * (1 + Math.cos(Math.PI * progress)));
	},
	adamwStep(params, grads, state, lr) {
		tf.tidy(() => update(params, clip(grads), state, lr));
	},
};

function clip(grads: Grads): Map<string, tf.Tensor> {
	const squares = [...grads.values()].map((grad) => tf.sum(tf.square(grad)));
	const scale = tf.minimum(1, tf.div(MAX_NORM, tf.add(tf.sqrt(tf.addN(squares)), 1e-12)));
	return new Map([...grads].map(([name, grad]) => [name, tf.mul(grad, scale)]));
}

function update(params: Params, grads: Grads, state: AdamState, lr: number): void {
	state.step += 1;
	const [correct1, correct2] = [1 - BETA_1 ** state.step, 1 - BETA_2 ** state.step];
	for (const [name, param] of params) {
		const [grad, m, v] = [grads.get(name), state.m.get(name), state.v.get(name)];
		if (grad === undefined || m === undefined || v === undefined)
			throw new Error(`The optimiser lacks the gradient or the moments of ${name}.`);
		m.assign(tf.add(tf.mul(m, BETA_1), tf.mul(grad, 1 - BETA_1)));
		v.assign(tf.add(tf.mul(v, BETA_2), tf.mul(tf.square(grad), 1 - BETA_2)));
		const step = tf.div(tf.div(m, correct1), tf.add(tf.sqrt(tf.div(v, correct2)), EPSILON));
		const kept = gptRecipe.decays(name, param.shape) ? tf.mul(param, 1 - lr * DECAY) : param;
		param.assign(tf.sub(kept, tf.mul(step, lr)));
	}
}

export function createAdamState(params: Params): AdamState {
	const zeros = (): Map<string, tf.Variable> =>
		new Map([...params].map(([name, param]) => [name, tf.tidy(() => tf.variable(tf.zerosLike(param)))]));
	return { step: 0, m: zeros(), v: zeros() };
}

export function disposeAdamState(state: AdamState): void {
	for (const moments of [state.m, state.v]) for (const variable of moments.values()) variable.dispose();
}
