/** Runs in the learner's realm, around their function. Holds no expected value: whatever it knows, learner code could read. */
import * as tf from '@tensorflow/tfjs';

interface Learner {
	readonly causalAttention: (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) => tf.Tensor;
}
type Case = readonly [tf.Tensor, tf.Tensor, tf.Tensor];

/** The attention weights themselves: with the identity as values, row i of the output is row i of the weights. */
export function weights(learner: Learner, q: tf.Tensor, k: tf.Tensor): tf.Tensor {
	const time = k.shape[k.shape.length - 2] ?? 1;
	const identity = tf.broadcastTo(tf.eye(time), [...k.shape.slice(0, -2), time, time]);
	return learner.causalAttention(q, k, identity);
}

/** One output for each case. */
export function many(learner: Learner, cases: readonly Case[]): tf.Tensor[] {
	return cases.map(([q, k, v]) => learner.causalAttention(q, k, v));
}

/** Gradients of sum(output · cotangent) with respect to q, k and v, for each case. */
export function manyGradients(learner: Learner, cases: readonly (readonly [...Case, tf.Tensor])[]): tf.Tensor[] {
	const gradient = tf.grads((q, k, v) => learner.causalAttention(q as tf.Tensor, k as tf.Tensor, v as tf.Tensor));
	return cases.flatMap(([q, k, v, cotangent]) => gradient([q, k, v], cotangent));
}
