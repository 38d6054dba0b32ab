/** Lab 5.1, the reference: from two scores to a probability, from labels to a loss, and whether the probability may be believed. */
import * as tf from '@tensorflow/tfjs';

export function preferProbability(first: tf.Tensor1D, second: tf.Tensor1D): tf.Tensor1D {
	return tf.tidy(() => first.sub(second).sigmoid<tf.Tensor1D>());
}

export function preferenceLoss(chosen: tf.Tensor1D, rejected: tf.Tensor1D): tf.Scalar {
	// −log σ(x) = softplus(−x), which stays finite where σ(x) rounds to 0.
	return tf.tidy(() => rejected.sub(chosen).softplus().mean().asScalar());
}

export function calibration(probabilities: tf.Tensor1D, outcomes: tf.Tensor1D, bins: number): tf.Tensor2D {
	return tf.tidy(() => {
		const bin = probabilities
			.mul(bins)
			.floor()
			.minimum(bins - 1)
			.toInt(); // [pairs], and 1 belongs to the last bin
		const member = tf.oneHot(bin, bins).toFloat(); // [pairs, bins]
		const count = member.sum(0); // [bins]
		const meanOf = (values: tf.Tensor1D) => values.expandDims(1).mul(member).sum(0).divNoNan(count);
		return tf.stack([meanOf(probabilities), meanOf(outcomes), count], 1) as tf.Tensor2D; // [bins, 3]
	});
}
