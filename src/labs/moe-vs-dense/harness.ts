/** Runs in the learner's realm, around their functions. Holds no expected value: whatever it knows, learner code could read. */
import * as tf from '@tensorflow/tfjs';
import type { Costs, FeedWeights, ModelSpec, Twins } from 'gradus';

interface Learner {
	account(spec: ModelSpec): Costs;
	denseTwins(spec: ModelSpec): Twins;
	expertLayer(x: tf.Tensor2D, weights: FeedWeights, k: number, capacity: number): tf.Tensor;
}

/** total, active and flops of each model. */
export function costs(learner: Learner, specs: readonly ModelSpec[]): number[][] {
	return specs.map((spec) => {
		const { total, active, flops } = learner.account(spec);
		return [Number(total), Number(active), Number(flops)];
	});
}

/** Hidden units of both dense models, for each mixture. */
export function twins(learner: Learner, specs: readonly ModelSpec[]): number[][] {
	return specs.map((spec) => {
		const { active, total } = learner.denseTwins(spec);
		return [Number(active), Number(total)];
	});
}

export interface LayerCase {
	readonly x: tf.Tensor2D;
	readonly router: tf.Tensor2D;
	readonly up: tf.Tensor;
	readonly down: tf.Tensor;
	readonly k: number;
	readonly capacity: number;
}

/** What the layer gives for each case. */
export function layers(learner: Learner, cases: readonly LayerCase[]): tf.Tensor[] {
	return cases.map(({ x, router, up, down, k, capacity }) => learner.expertLayer(x, { router, up, down }, k, capacity));
}

/** For each case the gradients of sum(output · cotangent) by x, router, up and down, joined into one flat tensor. */
export function layerGradients(learner: Learner, cases: readonly (LayerCase & { readonly cotangent: tf.Tensor })[]): tf.Tensor[] {
	return cases.map(({ x, router, up, down, k, capacity, cotangent }) => {
		// tf.grads passes on what it is given.
		const gradient = tf.grads((a, r, u, d) =>
			learner.expertLayer(a as tf.Tensor2D, { router: r as tf.Tensor2D, up: u as tf.Tensor, down: d as tf.Tensor }, k, capacity),
		);
		return tf.concat(gradient([x, router, up, down], cotangent).map((each) => tf.reshape(each, [-1])));
	});
}
