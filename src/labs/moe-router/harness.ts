/** Runs in the learner's realm, around their functions. Holds no expected value: whatever it knows, learner code could read. */
import * as tf from '@tensorflow/tfjs';
import type { ExpertBank, Routing } from 'gradus';

interface Learner {
	route(logits: tf.Tensor2D, k: number): Routing;
	moe(x: tf.Tensor2D, routing: Routing, bank: ExpertBank, capacity: number): tf.Tensor;
}

/** What `route` gives for each case. */
export function gates(learner: Learner, cases: readonly (readonly [tf.Tensor2D, number])[]): Routing[] {
	return cases.map(([logits, k]) => {
		const { experts, weights } = learner.route(logits, k);
		return { experts, weights };
	});
}

/** Gradients of sum(weights · cotangent) by the logits, for each case. */
export function gateGradients(learner: Learner, cases: readonly (readonly [tf.Tensor2D, number, tf.Tensor2D])[]): tf.Tensor[] {
	return cases.map(([logits, k, cotangent]) => {
		// tf.grad passes on what it is given: two axes.
		const gradient = tf.grad((l) => learner.route(l as tf.Tensor2D, k).weights);
		return gradient(logits, cotangent);
	});
}

export interface Mixture {
	readonly x: tf.Tensor2D;
	readonly experts: tf.Tensor2D;
	readonly weights: tf.Tensor2D;
	/** [experts, d, d]: expert e is tanh(row · maps[e]), so that an empty seat stays zero. */
	readonly maps: tf.Tensor3D;
	readonly capacity: number;
}

function bankOf(maps: tf.Tensor, saw: (inputs: tf.Tensor) => void = () => {}): ExpertBank {
	return {
		count: maps.shape[0] ?? 1,
		run(inputs) {
			saw(inputs);
			return tf.tanh(tf.matMul(inputs, maps));
		},
	};
}

/** For each case what `moe` gives and what the experts were given; null where they were never asked. */
export function mixtures(learner: Learner, cases: readonly Mixture[]): { output: tf.Tensor; inputs: tf.Tensor | null }[] {
	return cases.map(({ x, experts, weights, maps, capacity }) => {
		const seen: tf.Tensor[] = [];
		// Copied and kept: the learner's tidy ends before anybody looks.
		const bank = bankOf(maps, (inputs) => void seen.push(tf.keep(tf.clone(inputs))));
		const output = learner.moe(x, { experts, weights }, bank, capacity);
		return { output, inputs: seen[0] ?? null };
	});
}

/** For each case the gradients of sum(output · cotangent) by x and by the weights, one after the other. */
export function mixtureGradients(learner: Learner, cases: readonly (Mixture & { readonly cotangent: tf.Tensor2D })[]): tf.Tensor[] {
	return cases.flatMap(({ x, experts, weights, maps, capacity, cotangent }) => {
		// tf.grads passes on what it is given: two axes each.
		const gradient = tf.grads((a, w) => learner.moe(a as tf.Tensor2D, { experts, weights: w as tf.Tensor2D }, bankOf(maps), capacity));
		return gradient([x, weights], cotangent);
	});
}

/** What `moe` gives for each case, and nothing around it: for counting its work. */
export function outputs(learner: Learner, cases: readonly Mixture[]): tf.Tensor[] {
	return cases.map(({ x, experts, weights, maps, capacity }) => learner.moe(x, { experts, weights }, bankOf(maps), capacity));
}
