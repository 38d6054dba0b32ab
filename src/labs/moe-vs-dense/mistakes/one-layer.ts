// diagnosis: layers-once
import * as tf from '@tensorflow/tfjs';
import type { Costs, FeedWeights, ModelSpec, Twins } from 'gradus';
import { moe, route } from 'my/moe-router';

export function account({ width, time, vocabulary, experts, hidden, choices }: ModelSpec): Costs {
	const layers = 1;
	const expert = 2 * width * hidden; // up and down
	const isMixture = experts > 0;
	const router = width * experts;
	const attention = 4 * width * width;
	const shared = vocabulary * width + time * width + layers * (attention + 2 * width + router) + width + width * vocabulary;
	const met = isMixture ? choices : 1; // experts that a token meets in each layer
	return {
		total: shared + layers * (isMixture ? experts : 1) * expert,
		active: shared + layers * met * expert,
		// Two for each weight that a token is multiplied by. Embeddings are looked up, norms are negligible.
		flops: 2 * (layers * (attention + router + met * expert) + width * vocabulary),
	};
}

export function denseTwins({ experts, hidden, choices }: ModelSpec): Twins {
	const router = Math.ceil(experts / 2); // its width · experts weights, in hidden units of 2 · width weights each
	return { active: choices * hidden + router, total: experts * hidden + router };
}

export function expertLayer(x: tf.Tensor2D, { router, up, down }: FeedWeights, k: number, capacity: number): tf.Tensor {
	if (router === undefined) throw new Error('A mixture needs a router.');
	const routing = route(tf.matMul<tf.Tensor2D>(x, router), k); // logits [tokens, experts]
	const run = (inputs: tf.Tensor) => inputs.matMul(up).relu().matMul(down); // [experts, capacity, width], each expert its own
	return moe(x, routing, { count: router.shape[1], run }, capacity);
}
