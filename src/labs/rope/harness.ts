/** Runs in the learner's realm, around their functions. Holds no expected value: whatever it knows, learner code could read. */
import * as tf from '@tensorflow/tfjs';

interface Learner {
	readonly rope: (x: tf.Tensor, base: number, offset?: number) => tf.Tensor;
	readonly ropeAttention: (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, base: number) => tf.Tensor;
}

/** One turned tensor for each case: x, base, offset. A null offset is left out. */
export function turns(learner: Learner, cases: readonly (readonly [tf.Tensor, number, number | null])[]): tf.Tensor[] {
	return cases.map(([x, base, offset]) => (offset === null ? learner.rope(x, base) : learner.rope(x, base, offset)));
}

/** One output of the attention for each case: q, k, v, base. */
export function attentions(learner: Learner, cases: readonly (readonly [tf.Tensor, tf.Tensor, tf.Tensor, number])[]): tf.Tensor[] {
	return cases.map(([q, k, v, base]) => learner.ropeAttention(q, k, v, base));
}

/** Gradients of sum(turned · cotangent) with respect to x, for each case: x, cotangent, base, offset. */
export function gradients(learner: Learner, cases: readonly (readonly [tf.Tensor, tf.Tensor, number, number])[]): tf.Tensor[] {
	return cases.map(([x, cotangent, base, offset]) => tf.grad((at) => learner.rope(at, base, offset))(x, cotangent));
}
