/** Lab 5.1: three small functions around the scores of a reward model. The network and its training are the kit's. */
import * as tf from '@tensorflow/tfjs';

/** How likely the reader prefers the first message of each pair. Scores [pairs] and [pairs] → probabilities [pairs]. */
export function preferProbability(first: tf.Tensor, _second: tf.Tensor): tf.Tensor {
	return tf.zerosLike(first);
}

/** Mean surprise at the labels, in nats: scores [pairs] of the chosen and of the rejected messages → one number. */
export function preferenceLoss(_chosen: tf.Tensor, _rejected: tf.Tensor): tf.Scalar {
	return tf.scalar(0);
}

/**
 * Claimed against seen. probabilities and outcomes (1: the first was preferred, 0: not) are [pairs].
 * Returns [bins, 3]: mean probability of the pairs in each bin, share of them whose outcome was 1, how many they are.
 */
export function calibration(_probabilities: tf.Tensor, _outcomes: tf.Tensor, bins: number): tf.Tensor {
	return tf.zeros([bins, 3]);
}
