/**
 * Borrowed: routing and a mixture of experts for a learner who has not passed lab 3.3. It stands in for `my/moe-router` until then.
 * Same signatures as the lab's; choice by choice, with a table of seats for each.
 */
import * as tf from '@tensorflow/tfjs';
import { type ExpertBank, oneHot, type Routing, topIndices } from 'gradus';

export function route(logits: tf.Tensor2D, k: number): Routing {
	return tf.tidy(() => {
		const best = topIndices(logits, k);
		const shares = tf.softmax(logits);
		const count = logits.shape[1];
		const picked = tf.split(best, k, 1).map((column) => tf.sum(tf.mul(oneHot(tf.squeeze(column, [1]), count), shares), 1, true));
		return { experts: best, weights: tf.concat(picked, 1) };
	});
}

export function moe(x: tf.Tensor2D, routing: Routing, bank: ExpertBank, capacity: number): tf.Tensor {
	return tf.tidy(() => {
		const [length, k] = routing.experts.shape;
		const width = x.shape[1];
		const wants = oneHot(routing.experts, bank.count); // [tokens, k, experts]
		const before = tf.cumsum(tf.reshape(wants, [-1, bank.count]), 0, true);
		const queue = tf.reshape(tf.sum(tf.mul(before, tf.reshape(wants, [-1, bank.count])), 1), [length, k]);
		const seats = tf.split(wants, k, 1).map((want, j) => {
			const at = oneHot(tf.squeeze(tf.slice(queue, [0, j], [length, 1]), [1]), capacity);
			const grid = tf.mul(tf.reshape(want, [length, bank.count, 1]), tf.reshape(at, [length, 1, capacity]));
			return tf.reshape(grid, [length, bank.count * capacity]);
		});
		const sent = tf.matMul(tf.addN(seats), x, true, false);
		const done = tf.reshape(bank.run(tf.reshape(sent, [bank.count, capacity, width])), [-1, width]);
		const shares = seats.map((grid, j) => tf.mul(grid, tf.slice(routing.weights, [0, j], [length, 1])));
		return tf.matMul(tf.addN(shares), done);
	});
}
