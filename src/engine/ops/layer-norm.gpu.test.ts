import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { refused, startDawn } from '../../../tests/support/dawn.ts';
import type { GraphBackend } from '../gpu/graph-backend.ts';
import { layerNorm, layerNormReference } from './layer-norm.ts';
import { differencesFromReference, finiteDifferenceErrors, type HostTensor, kernelsOf, normal, type Op, tensorsLeft } from './testing.ts';

let backend: GraphBackend;
beforeAll(async () => {
	await startWasm();
	backend = await startDawn();
});
afterAll(() => expect(refused).toEqual([]));

const op: Op = (x, scale, shift) => layerNorm(x, scale, shift);
const reference: Op = (x, scale, shift) => layerNormReference(x, scale, shift);

function inputsOf(shape: readonly number[]): HostTensor[] {
	const width = shape.slice(-1);
	return [normal(1, shape), normal(2, width), normal(3, width)];
}

// Odd times; widths of one lane's part, not a multiple of it, and of more than a workgroup. 2 x 129 rows of 5 make several groups.
test.each([[[1, 16]], [[7, 5]], [[2, 96, 20]], [[2, 129, 5]], [[129, 130]], [[3, 1100]]])(
	'value and gradients of %j agree with plain tfjs on WASM',
	async (shape) => {
		const differences = await differencesFromReference(op, reference, inputsOf(shape));

		expect(Math.max(...differences)).toBeLessThan(2e-6);
	},
);

test.each([[[1, 6]], [[7, 33]], [[96, 5]], [[129, 10]]])('gradients of %j are the slopes of the value', async (shape) => {
	const errors = await finiteDifferenceErrors(op, inputsOf(shape));

	expect(Math.max(...errors)).toBeLessThan(1e-3);
});

test('a training step sends three kernels for it, two where the rows are few', () => {
	expect(kernelsOf(backend, op, inputsOf([2048, 128]), true)).toEqual(['layerNorm', 'layerNormGradient', 'addGroups2']);
	expect(kernelsOf(backend, op, inputsOf([32, 128]), true)).toEqual(['layerNorm', 'layerNormGradient']);
	expect(kernelsOf(backend, op, inputsOf([2048, 128]), false)).toEqual(['layerNorm']);
});

test('a large mean does not swallow the variance', async () => {
	const x = normal(1, [4, 64]);
	const shifted = { values: Float32Array.from(x.values, (value) => value + 1_000), shape: x.shape };
	const [value = Number.NaN] = await differencesFromReference(op, reference, [shifted, normal(2, [64]), normal(3, [64])]);

	// The mean of numbers near 1,000 is off by a few 1e-5 in either order of summation.
	expect(value).toBeLessThan(2e-4);
});

test('nothing is left behind', async () => {
	for (const backend of ['wasm', 'webgpu']) {
		await tf.setBackend(backend);
		expect(tensorsLeft(op, inputsOf([2, 8]))).toBe(0);
	}
});

test('wrong tensors are refused with what they need', async () => {
	await tf.setBackend('webgpu');
	const [x, scale] = [tf.zeros([2, 8]), tf.ones([8])];

	expect(() => layerNorm(x, tf.ones([4]), scale)).toThrow(
		"layerNorm: scale has the shape [4], but needs [8]: one number for each of the 8 entries of x's last axis.",
	);
	expect(() => layerNorm(x, scale, tf.ones([1, 8]))).toThrow('shift has the shape [1,8], but needs [8]');
	expect(() => layerNorm(tf.zeros([2, 8], 'int32'), scale, scale)).toThrow(
		"x holds int32, but needs float32: convert it with tf.cast(x, 'float32').",
	);
	expect(() => layerNorm(tf.scalar(1), scale, scale)).toThrow('x is a scalar');
});
