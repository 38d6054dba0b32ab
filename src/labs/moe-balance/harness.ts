/** Runs in the learner's realm, around their functions. Holds no expected value: whatever it knows, learner code could read. */
import * as tf from '@tensorflow/tfjs';
import type { Routing } from 'gradus';

interface Learner {
	loadOf(experts: tf.Tensor2D, count: number): tf.Tensor;
	balanceLoss(probabilities: tf.Tensor2D, experts: tf.Tensor2D): tf.Scalar;
	routeWithBias(logits: tf.Tensor2D, bias: tf.Tensor, k: number): Routing;
	nextBias(bias: tf.Tensor, load: tf.Tensor, rate: number): tf.Tensor;
}

export function loads(learner: Learner, cases: readonly (readonly [tf.Tensor2D, number])[]): tf.Tensor[] {
	return cases.map(([experts, count]) => learner.loadOf(experts, count));
}

type LossCase = readonly [probabilities: tf.Tensor2D, experts: tf.Tensor2D];

export function losses(learner: Learner, cases: readonly LossCase[]): tf.Tensor[] {
	return cases.map(([probabilities, experts]) => learner.balanceLoss(probabilities, experts));
}

/** Gradients of the loss by the probabilities. */
export function lossGradients(learner: Learner, cases: readonly LossCase[]): tf.Tensor[] {
	// tf.grad passes on what it is given: two axes.
	return cases.map(([probabilities, experts]) => tf.grad((p) => learner.balanceLoss(p as tf.Tensor2D, experts))(probabilities));
}

type RouteCase = readonly [logits: tf.Tensor2D, bias: tf.Tensor, k: number];

export function routings(learner: Learner, cases: readonly RouteCase[]): Routing[] {
	return cases.map(([logits, bias, k]) => {
		const { experts, weights } = learner.routeWithBias(logits, bias, k);
		return { experts, weights };
	});
}

/** Gradients of sum(weights · cotangent) by the logits. */
export function routeGradients(learner: Learner, cases: readonly (readonly [...RouteCase, tf.Tensor])[]): tf.Tensor[] {
	return cases.map(([logits, bias, k, cotangent]) => {
		// tf.grad passes on what it is given: two axes.
		return tf.grad((l) => learner.routeWithBias(l as tf.Tensor2D, bias, k).weights)(logits, cotangent);
	});
}

export function biases(learner: Learner, cases: readonly (readonly [tf.Tensor, tf.Tensor, number])[]): tf.Tensor[] {
	return cases.map(([bias, load, rate]) => learner.nextBias(bias, load, rate));
}
