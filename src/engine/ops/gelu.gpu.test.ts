import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { refused, startDawn } from '../../../tests/support/dawn.ts';
import type { GraphBackend } from '../gpu/graph-backend.ts';
import { gelu, geluReference } from './gelu.ts';
import { differencesFromReference, evaluate, finiteDifferenceErrors, kernelsOf, normal, tensorsLeft } from './testing.ts';

let backend: GraphBackend;
beforeAll(async () => {
	await startWasm();
	backend = await startDawn();
});
afterAll(() => expect(refused).toEqual([]));

// Sizes that are multiples of four and not, of one workgroup and of more.
test.each([[[1]], [[7, 5]], [[96, 20]], [[129, 11]]])('gelu of %j agrees with plain tfjs on WASM', async (shape) => {
	const differences = await differencesFromReference(gelu, geluReference, [normal(1, shape, 2)]);

	expect(Math.max(...differences)).toBeLessThan(2e-6);
});

test.each([[[1]], [[7, 5]], [[96, 3]], [[129, 4]]])('the gradient of gelu of %j is its slope', async (shape) => {
	const errors = await finiteDifferenceErrors(gelu, [normal(1, shape, 2)]);

	expect(Math.max(...errors)).toBeLessThan(1e-3);
});

test('gelu is one kernel each way', () => {
	expect(kernelsOf(backend, gelu, [normal(1, [7, 8])], true)).toEqual(['gelu', 'geluGradient']);
});

test('gelu of very large and very small numbers is finite', async () => {
	const values = new Float32Array([-1e6, -1_000, -30, -0, 30, 1_000, 1e6]);
	const { value, gradients } = await evaluate('webgpu', gelu, [{ values, shape: [7] }]);

	expect(Array.from(value, (entry) => entry + 0)).toEqual([0, 0, 0, 0, 30, 1_000, 1e6].map((entry) => expect.closeTo(entry, 5)));
	expect(gradients[0]?.every(Number.isFinite)).toBe(true);
});

test('nothing is left behind', async () => {
	for (const backend of ['wasm', 'webgpu']) {
		await tf.setBackend(backend);
		expect(tensorsLeft(gelu, [normal(1, [2, 8])])).toBe(0);
	}
});

test('gelu refuses whole numbers', () => {
	expect(() => gelu(tf.zeros([2], 'int32'))).toThrow("gelu: x holds int32, but needs float32: convert it with tf.cast(x, 'float32').");
});
