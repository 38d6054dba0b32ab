/** Small building blocks in plain tfjs that labs share: softmax cross-entropy, GELU, layer normalisation, causal masks. Refuses nothing. */
import * as tf from '@tensorflow/tfjs';

/** Mean of −log p(target) over all positions. logits [..., vocab], targets int32 of the leading shape. In nats per token. */
export function crossEntropy(logits: tf.Tensor, targets: tf.Tensor): tf.Scalar {
	return tf.tidy(() => {
		const vocab = logits.shape[logits.shape.length - 1] ?? 1;
		const chosen = tf.oneHot(tf.cast(targets, 'int32'), vocab);
		const perToken = tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits, -1), chosen), -1));
		// tf.mean over all axes gives rank 0; its declared type does not say so.
		return tf.mean(perToken) as tf.Scalar;
	});
}

/** GELU in the tanh form that GPT-2 used. */
export function gelu(x: tf.Tensor): tf.Tensor {
	return tf.tidy(() => {
		const inner = tf.mul(tf.add(x, tf.mul(tf.mul(tf.square(x), x), 0.044715)), Math.sqrt(2 / Math.PI));
		return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1));
	});
}

/** Normalises the last axis to mean 0 and variance 1, then scales and shifts. */
export function layerNorm(x: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor, epsilon = 1e-5): tf.Tensor {
	return tf.tidy(() => {
		const centred = tf.sub(x, tf.mean(x, -1, true));
		const variance = tf.mean(tf.square(centred), -1, true);
		return tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon))), scale), shift);
	});
}

/** x·weight + bias over the last axis. x [..., from], weight [from, to], bias [to]. */
export function linear(x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor): tf.Tensor {
	return tf.tidy(() => {
		const from = x.shape[x.shape.length - 1] ?? 1;
		const to = weight.shape[1] ?? 1;
		const flat = tf.matMul(tf.reshape(x, [-1, from]), tf.reshape(weight, [from, to]));
		return tf.reshape(tf.add(flat, bias), [...x.shape.slice(0, -1), to]);
	});
}
