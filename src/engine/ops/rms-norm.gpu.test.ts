import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { refused, startDawn } from '../../../tests/support/dawn.ts';
import type { GraphBackend } from '../gpu/graph-backend.ts';
import { rmsNorm, rmsNormReference } from './rms-norm.ts';
import { differencesFromReference, finiteDifferenceErrors, kernelsOf, normal, type Op, tensorsLeft } from './testing.ts';

let backend: GraphBackend;
beforeAll(async () => {
	await startWasm();
	backend = await startDawn();
});
afterAll(() => expect(refused).toEqual([]));

const op: Op = (x, scale) => rmsNorm(x, scale);
const reference: Op = (x, scale) => rmsNormReference(x, scale);
const inputsOf = (shape: readonly number[]) => [normal(1, shape), normal(2, shape.slice(-1))];

test.each([[[1, 16]], [[7, 5]], [[2, 129, 5]], [[96, 130]], [[3, 1100]]])('rmsNorm of %j agrees with plain tfjs on WASM', async (shape) => {
	const differences = await differencesFromReference(op, reference, inputsOf(shape));

	expect(Math.max(...differences)).toBeLessThan(2e-6);
});

test.each([[[1, 6]], [[7, 33]], [[96, 5]], [[129, 10]]])('the gradients of rmsNorm of %j are its slopes', async (shape) => {
	const errors = await finiteDifferenceErrors(op, inputsOf(shape));

	expect(Math.max(...errors)).toBeLessThan(1e-3);
});

test('a training step sends three kernels for rmsNorm', () => {
	expect(kernelsOf(backend, op, inputsOf([2048, 16]), true)).toEqual(['rmsNorm', 'rmsNormGradient', 'addGroups1']);
});

test('a row of zeros stays zero and has a finite gradient', async () => {
	const zeros = { values: new Float32Array(8), shape: [1, 8] };
	const differences = await differencesFromReference(op, reference, [zeros, normal(2, [8])]);

	expect(Math.max(...differences)).toBeLessThan(2e-6);
});

test('nothing is left behind', async () => {
	for (const backend of ['wasm', 'webgpu']) {
		await tf.setBackend(backend);
		expect(tensorsLeft(op, inputsOf([2, 8]))).toBe(0);
	}
});

test('rmsNorm refuses a scale of another width', () => {
	expect(() => rmsNorm(tf.zeros([2, 8]), tf.ones([1]))).toThrow('rmsNorm: scale has the shape [1], but needs [8]');
});
