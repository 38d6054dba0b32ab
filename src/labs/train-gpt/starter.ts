/**
 * Lab 1.6: four small functions that decide how a training run goes. The kit owns the loop and calls them.
 */
import * as tf from '@tensorflow/tfjs';
import type { AdamState, Grads, Model, Params } from 'gradus';

const PEAK = 0.004; // highest learning rate
const WARMUP = 20; // steps until it is reached
const LAST = 0.0004; // learning rate of the last step
const BETA1 = 0.9;
const BETA2 = 0.95;
const EPSILON = 1e-8;
const DECAY = 0.1;
const MAX_NORM = 1;

/**
 * Mean surprise in nats. `model(tokens)` gives logits [batch, time, vocabulary]; tokens and targets are int32 [batch, time],
 * and targets[b, t] is the token that stands at place t of text b.
 */
export function loss(_model: Model, _tokens: tf.Tensor2D, _targets: tf.Tensor2D): tf.Scalar {
	return tf.scalar(0);
}

/** Does weight decay act on this parameter? For example decays('blocks.0.mlp.up.weight', [64, 256]). */
export function decays(_name: string, _shape: readonly number[]): boolean {
	return true;
}

/** The rate of a step, counted from 0 to total − 1. */
export function learningRate(_step: number, _total: number): number {
	return PEAK;
}

/** One update: clip, running means, correction, decay. Changes params, state.m, state.v (tf.Variable.assign) and state.step. */
export function adamwStep(_params: Params, _grads: Grads, _state: AdamState, _lr: number): void {
	void [WARMUP, LAST, BETA1, BETA2, EPSILON, DECAY, MAX_NORM];
}
