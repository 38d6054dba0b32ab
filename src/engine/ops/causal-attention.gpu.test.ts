import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { refused, startDawn } from '../../../tests/support/dawn.ts';
import type { GraphBackend } from '../gpu/graph-backend.ts';
import {
	type CausalAttentionOptions,
	causalAttention,
	causalAttentionHeads,
	causalAttentionHeadsReference,
	causalAttentionReference,
} from './causal-attention.ts';
import { attend } from './causal-attention-kernels.ts';
import {
	differencesFromReference,
	evaluate,
	finiteDifferenceErrors,
	type HostTensor,
	kernelsOf,
	normal,
	type Op,
	toTensor,
} from './testing.ts';

let backend: GraphBackend;
beforeAll(async () => {
	await startWasm();
	backend = await startDawn();
});
afterAll(() => expect(refused).toEqual([]));

/** Sums of up to 129 products in another order than WASM's, in values and gradients of order 1. */
const CLOSE = 2e-6;
const ROPE = { base: 10_000 };

interface Case {
	readonly time: number;
	readonly headDim: number;
	readonly options: CausalAttentionOptions;
	readonly batch?: number;
}

const widthOf = ({ headDim, options: { heads, kvHeads = heads } }: Case): number => (heads + 2 * kvHeads) * headDim;
const packed = (each: Case): HostTensor => normal(each.time + each.headDim, [each.batch ?? 1, each.time, widthOf(each)]);

const SHARED_TURNED = { headDim: 16, options: { heads: 4, kvHeads: 1, rope: ROPE } };
const ODD_TURNED = { headDim: 20, options: { heads: 4, kvHeads: 2, rope: ROPE } };
const SMALL = { headDim: 4, options: { heads: 2 } };

/** Every time; heads read as vec4s or not, in one chunk or several, shared or not, turned or not. Few shaders: each takes seconds here. */
const CASES: readonly Case[] = [
	{ ...SMALL, time: 1 },
	{ ...SMALL, time: 7, batch: 3 },
	{ ...SHARED_TURNED, time: 1 },
	{ ...SHARED_TURNED, time: 96 },
	{ ...ODD_TURNED, time: 7, batch: 2 },
	{ ...ODD_TURNED, time: 129 },
	{ headDim: 64, time: 129, options: { heads: 4, kvHeads: 2 } },
	{ headDim: 64, time: 96, options: { heads: 1, rope: ROPE } },
	{ headDim: 128, time: 33, options: { heads: 1 } },
];

test.each(CASES)('agrees with plain tfjs on WASM, forward and backward: $time tokens, $headDim a head, $options', async (each) => {
	const op: Op = (qkv = tf.scalar(0)) => causalAttention(qkv, each.options);
	const reference: Op = (qkv = tf.scalar(0)) => causalAttentionReference(qkv, each.options);

	const differences = await differencesFromReference(op, reference, [packed(each)]);

	expect(Math.max(...differences)).toBeLessThanOrEqual(CLOSE);
});

test.each<Case>([
	{ ...SMALL, time: 7 },
	{ ...SHARED_TURNED, time: 1 },
	{ ...SHARED_TURNED, time: 129 },
	{ ...ODD_TURNED, time: 7 },
	{ headDim: 64, time: 96, options: { heads: 1, rope: ROPE } },
])('its gradient is the slope of its value: $time tokens, $headDim a head, $options', async (each) => {
	const errors = await finiteDifferenceErrors((qkv = tf.scalar(0)) => causalAttention(qkv, each.options), [packed(each)]);

	expect(Math.max(...errors)).toBeLessThanOrEqual(1e-3);
});

test.each([
	{ leading: [2, 3], time: 7, headDim: 5, valueDim: 6 },
	{ leading: [], time: 33, headDim: 8, valueDim: 40 },
])('heads apart agree with plain tfjs on WASM: $leading, $time tokens, $headDim and $valueDim a head', async (sizes) => {
	const { leading, time, headDim, valueDim } = sizes;
	const inputs = [headDim, headDim, valueDim].map((width, i) => normal(i, [...leading, time, width]));
	const op: Op = (...[q, k, v]) => causalAttentionHeads(q ?? tf.scalar(0), k ?? tf.scalar(0), v ?? tf.scalar(0));
	const reference: Op = (...[q, k, v]) => causalAttentionHeadsReference(q ?? tf.scalar(0), k ?? tf.scalar(0), v ?? tf.scalar(0));

	expect(Math.max(...(await differencesFromReference(op, reference, inputs)))).toBeLessThanOrEqual(CLOSE);
	if (time === 7) expect(Math.max(...(await finiteDifferenceErrors(op, inputs)))).toBeLessThanOrEqual(1e-3);
});

test('the weights of each token can be read out with the identity as values', async () => {
	const [q, k] = [1, 2].map((seed) => toTensor(normal(seed, [40, 8])));
	const weights = causalAttentionHeads(q ?? tf.scalar(0), k ?? tf.scalar(0), tf.eye(40));

	const rows = await tf.sum(weights, -1).data();

	expect(Math.max(...rows.map((sum) => Math.abs(sum - 1)))).toBeLessThan(1e-6);
});

test('a token changes no bit of an output before it, and no later token gets a gradient from an earlier output', async () => {
	const { headDim, options } = SHARED_TURNED;
	const [time, changed, width, outWidth] = [70, 37, 6 * headDim, 4 * headDim];
	const run = async (qkv: HostTensor): Promise<Float32Array> => {
		const output = tf.tidy(() => causalAttention(toTensor(qkv), options));
		return Float32Array.from(await output.data());
	};
	const before = normal(5, [1, time, width]);
	const after = { ...before, values: before.values.map((value, at) => (at >= changed * width ? 3 * value + 1 : value)) };

	const [one, other] = [await run(before), await run(after)];

	const firstSeen = changed * outWidth;
	expect(one.slice(0, firstSeen)).toEqual(other.slice(0, firstSeen));
	for (let token = changed; token < time; token += 1)
		expect(one.slice(token * outWidth, (token + 1) * outWidth)).not.toEqual(other.slice(token * outWidth, (token + 1) * outWidth));
	const upTo: Op = (qkv = tf.scalar(0)) => tf.slice(causalAttention(qkv, options), [0, 0, 0], [1, changed, outWidth]);
	const [gradient = new Float32Array()] = (await evaluate('webgpu', upTo, [before])).gradients;
	expect(gradient.slice(0, changed * width).some((value) => value !== 0)).toBe(true);
	expect(gradient.slice(changed * width).every((value) => value === 0)).toBe(true);
});

test('large scores neither overflow nor lose the sum of the weights', async () => {
	const { options } = SMALL;
	const inputs = [normal(3, [1, 40, 24], 30)];
	const [value = Number.POSITIVE_INFINITY] = await differencesFromReference(
		(qkv = tf.scalar(0)) => causalAttention(qkv, options),
		(qkv = tf.scalar(0)) => causalAttentionReference(qkv, options),
		inputs,
	);

	// Scores in the thousands are exact to about 1e-4, and the softmax carries that on.
	expect(value).toBeLessThan(1e-3);
});

test('one dispatch forward and two backward, also in a recorded step', () => {
	const each: Case = { ...SHARED_TURNED, time: 7 };
	const op: Op = (qkv = tf.scalar(0)) => causalAttention(qkv, each.options);
	const apart: Op = (...[q, k, v]) => causalAttentionHeads(q ?? tf.scalar(0), k ?? tf.scalar(0), v ?? tf.scalar(0));
	const heads = [1, 2, 3].map((seed) => normal(seed, [2, 7, seed === 3 ? 6 : 5]));

	expect(kernelsOf(backend, op, [packed(each)], false)).toEqual(['causalAttentionForward']);
	expect(kernelsOf(backend, op, [packed(each)], true)).toEqual(['causalAttentionForward', 'causalAttentionQueries', 'causalAttentionKeys']);
	expect(kernelsOf(backend, apart, heads, true)).toEqual(['causalHeadsForward', 'causalHeadsQueries', 'causalHeadsKeys']);
});

test('pairs of batch and head that fill several rows of the grid are all computed, forward and backward', async () => {
	const spec = { heads: 2, kvHeads: 2, headDim: 4, valueDim: 4, isPacked: true, isRotated: false };
	const sizes = { spec, batch: 4, time: 5, base: null, shape: [4, 5, 8] };
	const inputs = [normal(1, [4, 5, 24])];
	const inRows: Op = (qkv = tf.scalar(0)) => attend(backend, { qkv }, { ...sizes, across: 3 });

	expect(await evaluate('webgpu', inRows, inputs)).toEqual(
		await evaluate('webgpu', (qkv = tf.scalar(0)) => attend(backend, { qkv }, sizes), inputs),
	);
});

test('a wrong shape is refused in a sentence', () => {
	const qkv = tf.zeros([1, 3, 24]);
	expect(() => causalAttention(qkv, { heads: 5 })).toThrow(/width of 24 .* multiple of 15/);
	expect(() => causalAttention(qkv, { heads: 4, kvHeads: 3 })).toThrow(/4 heads cannot share 3 kvHeads/);
	expect(() => causalAttention(qkv, { heads: 0 })).toThrow(/heads is 0/);
	expect(() => causalAttention(tf.zeros([1, 3, 9]), { heads: 1, rope: ROPE })).toThrow(/headDim is 3: make it even/);
	expect(() => causalAttention(tf.zeros([3, 9]), { heads: 1 })).toThrow(/\[3,9\], but needs \[batch, time, width\]/);
	expect(() => causalAttentionHeads(tf.zeros([3, 4]), tf.zeros([2, 4]), tf.zeros([3, 4]))).toThrow(/k has the shape \[2,4\]/);
});
