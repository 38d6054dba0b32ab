// diagnosis: wrong-experts
import * as tf from '@tensorflow/tfjs';
import { type ExpertBank, oneHot, type Routing, topIndices } from 'gradus';

export function route(logits: tf.Tensor2D, k: number): Routing {
	return tf.tidy(() => {
		const experts = topIndices(logits.neg(), k); // [tokens, k]: a choice, without gradient
		const isChosen = oneHot(experts, logits.shape[1]); // [tokens, k, experts]
		const probabilities = logits.softmax(-1).expandDims(1); // [tokens, 1, experts]: over all experts, so that k = 1 learns too
		return { experts, weights: isChosen.mul(probabilities).sum(-1) };
	});
}

export function moe(x: tf.Tensor2D, { experts, weights }: Routing, bank: ExpertBank, capacity: number): tf.Tensor {
	return tf.tidy(() => {
		const [tokens, k] = experts.shape;
		const choices = oneHot(experts, bank.count).reshape([tokens * k, bank.count]); // one row for each choice, token by token
		const place = choices.cumsum(0).mul(choices).sum(-1).sub(1); // [tokens · k]: place in the queue of the chosen expert
		const seat = oneHot(place, capacity); // [tokens · k, capacity]: past the last seat, zeros
		const pairs = choices.expandDims(2).mul(seat.expandDims(1)); // [tokens · k, experts, capacity]
		const table = pairs.reshape([tokens, k, bank.count * capacity]);
		const rows = table.sum(1).matMul(x, true); // [experts · capacity, d]: who sits where
		const outputs = bank.run(rows.reshape([bank.count, capacity, -1])); // [experts, capacity, d]
		const combine = table.mul(weights.expandDims(-1)).sum(1); // [tokens, experts · capacity]
		return combine.matMul(outputs.reshape([bank.count * capacity, -1])); // [tokens, d]
	});
}
