/** Runs in the learner's realm, around their functions. Holds no expected value: whatever it knows, learner code could read. */
import * as tf from '@tensorflow/tfjs';

interface Learner {
	readonly preferProbability: (first: tf.Tensor, second: tf.Tensor) => tf.Tensor;
	readonly preferenceLoss: (chosen: tf.Tensor, rejected: tf.Tensor) => tf.Scalar;
	readonly calibration: (probabilities: tf.Tensor, outcomes: tf.Tensor, bins: number) => tf.Tensor;
}
type Pair = readonly [tf.Tensor, tf.Tensor];

/** The loss of each case. */
export function losses(learner: Learner, cases: readonly Pair[]): tf.Tensor[] {
	return cases.map(([chosen, rejected]) => learner.preferenceLoss(chosen, rejected));
}

/** The loss's gradients by both scores, for each case; zeros where the loss does not hang on them as far as tfjs can see. */
export function slopes(learner: Learner, cases: readonly Pair[]): tf.Tensor[] {
	const gradient = tf.grads((chosen: tf.Tensor, rejected: tf.Tensor) => learner.preferenceLoss(chosen, rejected));
	return cases.flatMap(([chosen, rejected]) => {
		try {
			return gradient([chosen, rejected]);
		} catch {
			// What the learner's own code throws, the checks of its values tell.
			return [tf.zerosLike(chosen), tf.zerosLike(rejected)];
		}
	});
}

export function probabilities(learner: Learner, cases: readonly Pair[]): tf.Tensor[] {
	return cases.map(([first, second]) => learner.preferProbability(first, second));
}

export function tables(learner: Learner, cases: readonly (readonly [tf.Tensor, tf.Tensor, number])[]): tf.Tensor[] {
	return cases.map(([claims, outcomes, bins]) => learner.calibration(claims, outcomes, bins));
}
