/**
 * Lab 2.7: your GPT-2 block, and a fair question about each change. The block below works and knows one way only; the switches are yours.
 */
import * as tf from '@tensorflow/tfjs';
import { type BlockWeights, causalAttentionHeads, gelu, layerNorm, linear, rmsNorm, type Switches, swiglu } from 'gradus';
import { rope } from 'my/rope';

const ROPE_BASE = 10_000;
/** 95 % quantiles of Student's t, for 1, 2, 3 … degrees of freedom: one less than there are seeds. */
const T95 = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26];

/** x [batch, time, width] → the same shape. A model without biases has no `….bias`, so `weights[…]` is then undefined. */
export function block(x: tf.Tensor3D, weights: BlockWeights, { heads }: Switches): tf.Tensor {
	return tf.tidy(() => {
		const [batch, time, width] = x.shape;
		const headDim = width / heads;
		const dense = (name: string, y: tf.Tensor): tf.Tensor => linear(y, need(weights, `${name}.weight`), weights[`${name}.bias`]);
		const normed = (name: string, y: tf.Tensor): tf.Tensor => layerNorm(y, need(weights, `${name}.scale`), need(weights, `${name}.shift`));
		const split = (y: tf.Tensor, count: number): tf.Tensor => y.reshape([batch, time, count, headDim]).transpose([0, 2, 1, 3]);

		const a = normed('norm1', x);
		const q = split(dense('query', a), heads); // [batch, heads, time, headDim]
		const k = split(dense('key', a), heads);
		const v = split(dense('value', a), heads);
		const mixed = causalAttentionHeads(q, k, v).transpose([0, 2, 1, 3]).reshape([batch, time, width]);
		const h = x.add(dense('output', mixed));

		const b = normed('norm2', h);
		return h.add(dense('down', gelu(dense('up', b))));
	});
}

function need(weights: BlockWeights, name: string): tf.Tensor {
	const found = weights[name];
	if (found === undefined) throw new Error(`The block has no ${name}.`);
	return found;
}

export interface Effect {
	/** Mean change of the loss, and the ends of its 95 % interval. */
	readonly mean: number;
	readonly low: number;
	readonly high: number;
	readonly verdict: 'better' | 'worse' | 'no visible effect';
}

/** What a change was worth. before[s] and after[s] are losses of seed s, without and with the change. */
export function effect(before: readonly number[], after: readonly number[]): Effect {
	void [rmsNorm, rope, swiglu, ROPE_BASE, T95];
	const mean = (after[0] ?? 0) - (before[0] ?? 0);
	return { mean, low: mean, high: mean, verdict: mean < 0 ? 'better' : 'worse' };
}
