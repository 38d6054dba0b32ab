/** Runs in the learner's realm, around their functions. Holds no expected value: whatever it knows, learner code could read. */
import * as tf from '@tensorflow/tfjs';
import { createAdamState, createGpt, disposeAdamState, initialWeights, type Model, type Recipe, trainStep } from 'gradus';
import { causalAttention } from 'my/causal-attention';

/** A model that looks only at the current token: row i of the table holds the logits after token i. */
function bigram(table: tf.Tensor2D): Model {
	// gather of [vocabulary, vocabulary] by [batch, time] has rank 3; its declared type does not say so.
	return (tokens) => tf.gather<tf.Tensor>(table, tokens) as tf.Tensor3D;
}

type LossCase = readonly [table: tf.Tensor2D, tokens: tf.Tensor2D, targets: tf.Tensor2D];

/** The loss of each case. */
export function losses(learner: Recipe, cases: readonly LossCase[]): tf.Tensor[] {
	return cases.map(([table, tokens, targets]) => learner.loss(bigram(table), tokens, targets));
}

/** The rate of every step of each planned length. */
export function rates(learner: Recipe, totals: readonly number[]): tf.Tensor[] {
	return totals.map((total) => tf.tensor1d(Float32Array.from({ length: total }, (_, step) => learner.learningRate(step, total))));
}

export function manyDecays(learner: Recipe, cases: readonly (readonly [string, readonly number[]])[]): boolean[] {
	return cases.map(([name, shape]) => learner.decays(name, shape));
}

export interface StepCase {
	readonly params: Readonly<Record<string, tf.Tensor>>;
	/** One record a step. */
	readonly grads: readonly Readonly<Record<string, tf.Tensor>>[];
	readonly rates: readonly number[];
}

/** All parameters after the last step of each case, joined into one flat tensor in the order of their names. */
export function steps(learner: Recipe, cases: readonly StepCase[]): tf.Tensor[] {
	return cases.map(({ params: start, grads, rates: lrs }) => {
		const params = new Map(Object.entries(start).map(([name, value]) => [name, tf.variable(value)]));
		const state = createAdamState(params);
		for (const [i, grad] of grads.entries()) learner.adamwStep(params, new Map(Object.entries(grad)), state, lrs[i] ?? 0);
		return tf.concat([...params.values()].map((param) => tf.reshape(param, [-1])));
	});
}

/** The first step of a case and nothing else: what is left afterwards is what the step left. */
export function oneStep(learner: Recipe, { params: start, grads, rates: lrs }: StepCase): void {
	const params = new Map(Object.entries(start).map(([name, value]) => [name, tf.variable(value)]));
	const state = createAdamState(params);
	learner.adamwStep(params, new Map(Object.entries(grads[0] ?? {})), state, lrs[0] ?? 0);
	for (const param of params.values()) param.dispose();
	disposeAdamState(state);
}

const TOY = { layers: 1, width: 16, heads: 2, time: 16, vocabulary: 115 };

/** Losses of a toy model over `count` steps on Storyland. */
export function trainLosses(learner: Recipe, count: number, seed: number): number[] {
	const gpt = createGpt(TOY, initialWeights(TOY, seed), causalAttention);
	const state = createAdamState(gpt.params);
	const seen = Array.from({ length: count }, (_, step) => {
		const value = trainStep({ recipe: learner, gpt, state, seed, batch: 4 }, step, learner.learningRate(step, count));
		return value.dataSync()[0] ?? Number.NaN;
	});
	gpt.dispose();
	disposeAdamState(state);
	return seen;
}
