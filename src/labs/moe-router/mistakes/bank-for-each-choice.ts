// diagnosis: too-much-work
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
		const choices = oneHot(experts, bank.count).reshape([tokens * k, bank.count]);
		const place = choices.cumsum(0).mul(choices).sum(-1).sub(1);
		const pairs = choices.expandDims(2).mul(oneHot(place, capacity).expandDims(1));
		const table = pairs.reshape([tokens, k, bank.count * capacity]);
		const parts = Array.from({ length: k }, (_, j) => {
			const rows = table.sum(1).matMul(x, true); // everybody sits down again for each choice
			const outputs = bank.run(rows.reshape([bank.count, capacity, -1])).reshape([bank.count * capacity, -1]);
			const own = table
				.slice([0, j, 0], [tokens, 1, -1])
				.squeeze([1])
				.mul(weights.slice([0, j], [tokens, 1]));
			return own.matMul(outputs);
		});
		return tf.addN(parts);
	});
}
