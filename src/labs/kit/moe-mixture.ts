/**
 * A mixture of experts in the library's own words: every token through every expert, weighted by what the router gave its choices. Slow and plain.
 * It measures uploaded weights and makes the lessons' numbers; it answers labs 3.3 and 3.5, so that `gradus` does not export it.
 */
import * as tf from '@tensorflow/tfjs';
import { chosenExperts, type Routing, topKRouting } from '#engine/ops/moe-router.ts';
import type { Feed } from './moe-gpt.ts';

/** Which experts a token gets, and how much of each. */
export type Router = (logits: tf.Tensor2D) => Pick<Routing, 'experts' | 'weights'>;

/** The k most probable experts, each with its probability. */
export function plainRouter(k: number): Router {
	return (logits) => topKRouting(logits, k, { normalise: false });
}

export function mixtureFeed(router: Router): Feed {
	return (x, weights) =>
		tf.tidy(() => {
			if (weights.router === undefined) throw new Error('A mixture needs a router.');
			const routing = router(tf.matMul<tf.Tensor2D>(x, weights.router));
			const [count = 1] = weights.up.shape;
			const share = tf.sum(tf.mul(chosenExperts(routing.experts, count), tf.expandDims(routing.weights, -1)), 1); // [tokens, experts]
			const rows = tf.tile(tf.expandDims(x, 0), [count, 1, 1]); // [experts, tokens, width]
			const answers = tf.matMul(tf.relu(tf.matMul(rows, weights.up)), weights.down);
			return tf.sum(tf.mul(answers, tf.expandDims(tf.transpose(share), -1)), 0);
		});
}
