import type * as tf from '@tensorflow/tfjs';
import type { Costs, FeedWeights, ModelSpec, Twins } from 'gradus';
import { moe, route } from 'my/moe-router';

/**
 * Parameters in all, parameters that one token meets, and the forward FLOPs of one token.
 *
 * spec: layers, width, heads, time, vocabulary, experts (0: a dense model), hidden (of one expert, or of the dense MLP), choices
 */
export function account({ width, vocabulary }: ModelSpec): Costs {
	// Only the token embedding and the output head are counted so far.
	const counted = 2 * vocabulary * width;
	return { total: counted, active: counted, flops: 0 };
}

/** Hidden units of the smallest dense models that have at least as many active, and at least as many total parameters. */
export function denseTwins({ hidden }: ModelSpec): Twins {
	return { active: hidden, total: hidden };
}

/**
 * One mixture of experts, without the residual.
 *
 * x: [tokens, width]   router: [width, experts]   up: [experts, width, hidden]   down: [experts, hidden, width]
 * returns [tokens, width]
 */
export function expertLayer(x: tf.Tensor2D, _weights: FeedWeights, _k: number, _capacity: number): tf.Tensor {
	void [moe, route];
	return x.clone();
}
