// diagnosis: uncounted-work
import * as tf from '@tensorflow/tfjs';
import { type ExpertBank, oneHot, type Routing, topIndices } from 'gradus';

export function route(logits: tf.Tensor2D, k: number): Routing {
	return tf.tidy(() => {
		const experts = topIndices(logits, k); // [tokens, k]: a choice, without gradient
		const isChosen = oneHot(experts, logits.shape[1]); // [tokens, k, experts]
		const probabilities = logits.softmax(-1).expandDims(1); // [tokens, 1, experts]: over all experts, so that k = 1 learns too
		return { experts, weights: isChosen.mul(probabilities).sum(-1) };
	});
}

export function moe(x: tf.Tensor2D, { experts, weights }: Routing, bank: ExpertBank, capacity: number): tf.Tensor {
	return tf.tidy(() => {
		const [tokens, k] = experts.shape;
		const chosen = Array.from(experts.dataSync());
		const taken = new Map<number, number>();
		const seats = chosen.map((expert) => {
			const place = taken.get(expert) ?? 0;
			taken.set(expert, place + 1);
			return place < capacity ? expert * capacity + place : -1; // too late: no seat
		});
		const table = oneHot(tf.tensor2d(seats, [tokens, k], 'int32'), bank.count * capacity); // [tokens, k, experts · capacity]
		const rows = table.sum(1).matMul(x, true); // [experts · capacity, d]
		const outputs = bank.run(rows.reshape([bank.count, capacity, -1]));
		const combine = table.mul(weights.expandDims(-1)).sum(1); // [tokens, experts · capacity]
		return combine.matMul(outputs.reshape([bank.count * capacity, -1]));
	});
}
