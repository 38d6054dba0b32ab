// diagnosis: depends-on-level
import * as tf from '@tensorflow/tfjs';

export function preferProbability(first: tf.Tensor, second: tf.Tensor): tf.Tensor {
	return tf.tidy(() => first.sub(second).sigmoid());
}

export function preferenceLoss(chosen: tf.Tensor, rejected: tf.Tensor): tf.Scalar {
	return tf.tidy(() => chosen.neg().softplus().add(rejected.softplus()).mean().asScalar());
}

export function calibration(probabilities: tf.Tensor, outcomes: tf.Tensor, bins: number): tf.Tensor {
	return tf.tidy(() => {
		const bin = tf.minimum(probabilities.mul(bins).floor(), bins - 1).toInt(); // [pairs], and 1 belongs to the last bin
		const member = tf.oneHot(bin, bins).toFloat(); // [pairs, bins]
		const count = member.sum(0); // [bins]
		const meanOf = (values: tf.Tensor) => values.expandDims(1).mul(member).sum(0).divNoNan(count);
		return tf.stack([meanOf(probabilities), meanOf(outcomes), count], 1); // [bins, 3]
	});
}
