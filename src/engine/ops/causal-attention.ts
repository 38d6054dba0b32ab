/**
 * Causal attention, fused on the GPU: one dispatch forward, two backward, memory that grows with the time and not with its square.
 * Heads wider than 128 and backends other than ours take the plain-tfjs reference. Gradients are not differentiable again on the GPU.
 */
import * as tf from '@tensorflow/tfjs';
import { gpuRunner } from '../gpu/kernel.ts';
import { type AttentionInputs, attend } from './causal-attention-kernels.ts';
import { requireFloats, requireShape } from './check-tensor.ts';
import { checkBase, ropeReference } from './rope.ts';

export interface CausalAttentionOptions {
	/** Query heads. */
	readonly heads: number;
	/** Key and value heads, each shared by heads / kvHeads query heads in a row (grouped-query attention, Ainslie et al. 2023). Default: heads. */
	readonly kvHeads?: number;
	/** Turn queries and keys by their position, half-split layout as in rope.ts (Su et al. 2021); base is commonly 10000. Default: null. */
	readonly rope?: { readonly base: number } | null;
}

/** Registers of a thread hold a row's share of the output: more would spill into slow memory. */
const MAX_HEAD_DIM = 128;

/**
 * Each token's mix of the values of itself and the tokens before it: softmax(q·kᵀ / √headDim)·v (Vaswani et al. 2017; computed in the manner
 * of FlashAttention, Dao et al. 2022). qkv [batch, time, (heads + 2 · kvHeads) · headDim], in a token first the queries head by head, then
 * the keys, then the values → [batch, time, heads · headDim]. No transpose is needed before or after.
 * @throws when the heads do not divide the width or each other, rope is asked for at an odd headDim, or qkv is not float32
 */
export function causalAttention(qkv: tf.Tensor, options: CausalAttentionOptions): tf.Tensor {
	const split = splitOf(qkv, options);
	const runner = gpuRunner();
	if (runner === null || split.headDim > MAX_HEAD_DIM || qkv.size === 0) return causalAttentionReference(qkv, options);
	const { batch, time, heads, kvHeads, headDim, base } = split;
	const spec = { heads, kvHeads, headDim, valueDim: headDim, isPacked: true, isRotated: base !== null };
	return attend(runner, { qkv }, { spec, batch, time, base, shape: [batch, time, heads * headDim] });
}

/** The same in plain tfjs, differentiable. */
export function causalAttentionReference(qkv: tf.Tensor, options: CausalAttentionOptions): tf.Tensor {
	const { batch, time, heads, kvHeads, headDim, base } = splitOf(qkv, options);
	/** [batch, time, count · headDim] from column `from` → [batch · count, time, headDim]. */
	const headsFrom = (from: number, count: number): tf.Tensor => {
		const part = tf.reshape(tf.slice(qkv, [0, 0, from * headDim], [batch, time, count * headDim]), [batch, time, count, headDim]);
		return tf.reshape(tf.transpose(part, [0, 2, 1, 3]), [batch * count, time, headDim]);
	};
	/** [batch · kvHeads, time, headDim] → [batch · heads, time, headDim]: each as often as it has query heads. */
	const repeated = (x: tf.Tensor): tf.Tensor => {
		if (kvHeads === heads) return x;
		const rows = tf.tile(tf.reshape(x, [batch * kvHeads, 1, time * headDim]), [1, heads / kvHeads, 1]);
		return tf.reshape(rows, [batch * heads, time, headDim]);
	};
	const turned = (x: tf.Tensor): tf.Tensor => (base === null ? x : ropeReference(x, base));
	return tf.tidy(() => {
		const q = turned(headsFrom(0, heads));
		const k = repeated(turned(headsFrom(heads, kvHeads)));
		const v = repeated(headsFrom(heads + kvHeads, kvHeads));
		const mixed = tf.reshape(causalAttentionHeadsReference(q, k, v), [batch, heads, time, headDim]);
		return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [batch, time, heads * headDim]);
	});
}

/**
 * The same for heads that are already apart: q and k [..., time, headDim], v [..., time, valueDim] → [..., time, valueDim], with the scale
 * 1 / √headDim and no rope.
 * @throws when their leading axes or times differ, or one is not float32
 */
export function causalAttentionHeads(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
	const { time, headDim, valueDim } = checkHeads(q, k, v);
	const runner = gpuRunner();
	if (runner === null || Math.max(headDim, valueDim) > MAX_HEAD_DIM || q.size * v.size === 0) return causalAttentionHeadsReference(q, k, v);
	const spec = { heads: 1, kvHeads: 1, headDim, valueDim, isPacked: false, isRotated: false };
	const inputs: AttentionInputs = { q, k, v };
	return attend(runner, inputs, { spec, batch: q.size / time / headDim, time, base: null, shape: v.shape });
}

/** The same in plain tfjs, differentiable. */
export function causalAttentionHeadsReference(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
	const { time, headDim } = checkHeads(q, k, v);
	return tf.tidy(() => {
		const scores = tf.div(tf.matMul(q, k, false, true), Math.sqrt(headDim)); // [..., time, time]
		const position = tf.range(0, time);
		const isFuture = tf.greater(tf.expandDims(position, 0), tf.expandDims(position, 1)); // [time, time]: key after query
		// Added, so that the mask stays [time, time]: `where` would copy it for every head first.
		return tf.matMul(tf.softmax(tf.add(scores, tf.mul(tf.cast(isFuture, 'float32'), -1e9)), -1), v);
	});
}

interface Split {
	readonly batch: number;
	readonly time: number;
	readonly heads: number;
	readonly kvHeads: number;
	readonly headDim: number;
	readonly base: number | null;
}

function splitOf(qkv: tf.Tensor, { heads, kvHeads = heads, rope = null }: CausalAttentionOptions): Split {
	const [batch = 0, time = 0, width = 0] = qkv.shape;
	if (qkv.rank !== 3) throw new Error(`causalAttention: qkv has the shape [${qkv.shape.join()}], but needs [batch, time, width].`);
	requireFloats('causalAttention', { qkv });
	for (const [name, count] of Object.entries({ heads, kvHeads }))
		if (!Number.isInteger(count) || count < 1) throw new Error(`causalAttention: ${name} is ${count}, but must be a whole number from 1.`);
	if (heads % kvHeads !== 0)
		throw new Error(`causalAttention: ${heads} heads cannot share ${kvHeads} kvHeads: choose a kvHeads that divides ${heads}.`);
	const all = heads + 2 * kvHeads;
	if (width % all !== 0)
		throw new Error(
			`causalAttention: a width of ${width} cannot be shared by ${heads} query, ${kvHeads} key and ${kvHeads} value heads: make it a multiple of ${all}.`,
		);
	const headDim = width / all;
	if (rope !== null) {
		checkBase(rope.base);
		if (headDim % 2 !== 0) throw new Error(`causalAttention: rope turns pairs of dimensions, but headDim is ${headDim}: make it even.`);
	}
	return { batch, time, heads, kvHeads, headDim, base: rope?.base ?? null };
}

function checkHeads(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): { time: number; headDim: number; valueDim: number } {
	requireFloats('causalAttentionHeads', { q, k, v });
	const [time, headDim] = q.shape.slice(-2);
	if (time === undefined || headDim === undefined)
		throw new Error(`causalAttentionHeads: q has the shape [${q.shape.join()}], but needs [..., time, headDim].`);
	requireShape('causalAttentionHeads', 'k', k, q.shape, 'each query is compared with one key for each token');
	const valueDim = v.shape.at(-1) ?? 0;
	requireShape('causalAttentionHeads', 'v', v, [...q.shape.slice(0, -1), valueDim], 'each key has one value');
	return { time, headDim, valueDim };
}
