/**
 * Borrowed: balancing for a learner who has not passed lab 3.4. Same signatures as the lab's; expert by expert, with counts and comparisons.
 */
import * as tf from '@tensorflow/tfjs';
import { oneHot, type Routing, topIndices } from 'gradus';

export function loadOf(chosen: tf.Tensor2D, count: number): tf.Tensor {
	return tf.tidy(() => {
		const counts = tf.sum(tf.reshape(oneHot(chosen, count), [-1, count]), 0);
		return tf.div(counts, chosen.size);
	});
}

export function balanceLoss(shares: tf.Tensor2D, chosen: tf.Tensor2D): tf.Scalar {
	return tf.tidy(() => {
		const [length, count] = shares.shape;
		const each = tf.dot(tf.reshape(tf.sum(shares, 0), [count]), tf.reshape(loadOf(chosen, count), [count]));
		return tf.reshape(tf.mul(each, count / length), []);
	});
}

export function routeWithBias(logits: tf.Tensor2D, push: tf.Tensor, k: number): Routing {
	return tf.tidy(() => {
		const shares = tf.exp(tf.logSoftmax(logits));
		const best = topIndices(tf.add<tf.Tensor2D>(shares, push), k);
		const columns = tf.split(best, k, 1).map((column) => {
			const hit = tf.reshape(oneHot(column, logits.shape[1]), logits.shape);
			return tf.sum(tf.mul(hit, shares), 1, true);
		});
		return { experts: best, weights: tf.concat(columns, 1) };
	});
}

export function nextBias(push: tf.Tensor, load: tf.Tensor, rate: number): tf.Tensor {
	return tf.tidy(() => {
		const even = 1 / load.size;
		const up = tf.mul(tf.less(load, even), rate);
		const down = tf.mul(tf.greater(load, even), rate);
		return tf.sub(tf.add(push, up), down);
	});
}
