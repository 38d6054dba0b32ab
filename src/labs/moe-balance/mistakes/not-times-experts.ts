// diagnosis: loss-not-scaled
import * as tf from '@tensorflow/tfjs';
import { oneHot, type Routing, topIndices } from 'gradus';

export function loadOf(experts: tf.Tensor2D, count: number): tf.Tensor {
	return tf.tidy(() => oneHot(experts, count).mean([0, 1])); // [tokens, k, count]: over tokens and choices
}

export function balanceLoss(probabilities: tf.Tensor2D, experts: tf.Tensor2D): tf.Scalar {
	return tf.tidy(() => {
		const wanted = probabilities.mean(0); // [count]: what the router asks for; the gradient flows here
		const got = loadOf(experts, probabilities.shape[1]); // [count]: what came of it, a constant
		return got.mul(wanted).sum().asScalar();
	});
}

export function routeWithBias(logits: tf.Tensor2D, bias: tf.Tensor, k: number): Routing {
	return tf.tidy(() => {
		const probabilities = tf.softmax(logits); // [tokens, experts]
		const experts = topIndices(probabilities.add(bias), k); // the bias moves the choice…
		const isChosen = oneHot(experts, logits.shape[1]); // [tokens, k, experts]
		return { experts, weights: isChosen.mul(probabilities.expandDims(1)).sum(-1) }; // …and not the weight
	});
}

export function nextBias(bias: tf.Tensor, load: tf.Tensor, rate: number): tf.Tensor {
	return tf.tidy(() => {
		const missing = load.mul(-load.size).add(1); // [experts]: 1 − load / even share
		return bias.add(missing.sign().mul(rate));
	});
}
