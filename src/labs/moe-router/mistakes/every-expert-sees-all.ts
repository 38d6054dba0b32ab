// diagnosis: wrong-seats
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

export function moe(x: tf.Tensor2D, { experts, weights }: Routing, bank: ExpertBank, _capacity: number): tf.Tensor {
	return tf.tidy(() => {
		const outputs = bank.run(tf.tile(x.expandDims(0), [bank.count, 1, 1])); // [experts, tokens, d]
		const share = oneHot(experts, bank.count).mul(weights.expandDims(-1)).sum(1).transpose().expandDims(-1);
		return outputs.mul(share).sum(0);
	});
}
