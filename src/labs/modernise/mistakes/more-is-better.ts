// diagnosis: more-is-better
import * as tf from '@tensorflow/tfjs';
import { type BlockWeights, causalAttentionHeads, gelu, layerNorm, linear, rmsNorm, type Switches, swiglu } from 'gradus';
import { rope } from 'my/rope';

const ROPE_BASE = 10_000;
const T95 = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26];

export function block(x: tf.Tensor3D, weights: BlockWeights, { norm, positions, mlp, heads, kvHeads }: Switches): tf.Tensor {
	return tf.tidy(() => {
		const [batch, time, width] = x.shape;
		const headDim = width / heads;
		const dense = (name: string, y: tf.Tensor): tf.Tensor => linear(y, need(weights, `${name}.weight`), weights[`${name}.bias`]);
		const normed = (name: string, y: tf.Tensor): tf.Tensor => {
			const scale = need(weights, `${name}.scale`);
			return norm === 'rms' ? rmsNorm(y, scale) : layerNorm(y, scale, need(weights, `${name}.shift`));
		};
		const split = (y: tf.Tensor, count: number): tf.Tensor => y.reshape([batch, time, count, headDim]).transpose([0, 2, 1, 3]);
		const turned = (y: tf.Tensor): tf.Tensor => (positions === 'rope' ? rope(y, ROPE_BASE) : y);
		const owners = Array.from({ length: heads }, (_, head) => Math.floor((head * kvHeads) / heads));
		const shared = (y: tf.Tensor): tf.Tensor => y.gather(tf.tensor1d(owners, 'int32'), 1);

		const a = normed('norm1', x);
		const q = turned(split(dense('query', a), heads));
		const k = shared(turned(split(dense('key', a), kvHeads)));
		const v = shared(split(dense('value', a), kvHeads));
		const mixed = causalAttentionHeads(q, k, v).transpose([0, 2, 1, 3]).reshape([batch, time, width]);
		const h = x.add(dense('output', mixed));

		const b = normed('norm2', h);
		const inner = mlp === 'swiglu' ? swiglu(dense('gate', b), dense('up', b)) : gelu(dense('up', b));
		return h.add(dense('down', inner));
	});
}

function need(weights: BlockWeights, name: string): tf.Tensor {
	const found = weights[name];
	if (found === undefined) throw new Error(`The block has no ${name}.`);
	return found;
}

export interface Effect {
	readonly mean: number;
	readonly low: number;
	readonly high: number;
	readonly verdict: 'better' | 'worse' | 'no visible effect';
}

export function effect(before: readonly number[], after: readonly number[]): Effect {
	const changes = after.map((loss, seed) => loss - (before[seed] ?? Number.NaN));
	const n = changes.length;
	const mean = changes.reduce((sum, change) => sum + change, 0) / n;
	const variance = changes.reduce((sum, change) => sum + (change - mean) ** 2, 0) / (n - 1);
	const half = (T95[n - 2] ?? 1.96) * Math.sqrt(variance / n);
	const [low, high] = [mean - half, mean + half];
	return { mean, low, high, verdict: low > 0 ? 'better' : high < 0 ? 'worse' : 'no visible effect' };
}
