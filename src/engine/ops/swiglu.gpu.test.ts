import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { refused, startDawn } from '../../../tests/support/dawn.ts';
import type { GraphBackend } from '../gpu/graph-backend.ts';
import { swiglu, swigluReference } from './swiglu.ts';
import { differencesFromReference, evaluate, finiteDifferenceErrors, kernelsOf, normal, type Op, tensorsLeft } from './testing.ts';

let backend: GraphBackend;
beforeAll(async () => {
	await startWasm();
	backend = await startDawn();
});
afterAll(() => expect(refused).toEqual([]));

const op: Op = (gate, up) => swiglu(gate, up);
const reference: Op = (gate, up) => swigluReference(gate, up);
const inputsOf = (shape: readonly number[]) => [normal(1, shape, 2), normal(2, shape)];

test.each([[[1, 3]], [[7, 5]], [[96, 20]], [[129, 11]]])('swiglu of %j agrees with plain tfjs on WASM', async (shape) => {
	const differences = await differencesFromReference(op, reference, inputsOf(shape));

	expect(Math.max(...differences)).toBeLessThan(2e-6);
});

test.each([[[1, 3]], [[7, 5]], [[96, 4]], [[129, 3]]])('the gradients of swiglu of %j are its slopes', async (shape) => {
	const errors = await finiteDifferenceErrors(op, inputsOf(shape));

	expect(Math.max(...errors)).toBeLessThan(1e-3);
});

test('swiglu is one kernel each way', () => {
	expect(kernelsOf(backend, op, inputsOf([7, 8]), true)).toEqual(['swiglu', 'swigluGradient']);
});

test('a gate far from zero gives finite numbers', async () => {
	const gate = { values: new Float32Array([-1e6, -200, 200, 1e6]), shape: [4] };
	const { value, gradients } = await evaluate('webgpu', op, [gate, { values: new Float32Array(4).fill(1), shape: [4] }]);

	expect(Array.from(value, (entry) => entry + 0)).toEqual([0, 0, 200, 1e6].map((entry) => expect.closeTo(entry, 5)));
	expect(gradients.every((gradient) => gradient.every(Number.isFinite))).toBe(true);
});

test('nothing is left behind', async () => {
	for (const backend of ['wasm', 'webgpu']) {
		await tf.setBackend(backend);
		expect(tensorsLeft(op, inputsOf([2, 8]))).toBe(0);
	}
});

test('swiglu refuses two shapes', () => {
	expect(() => swiglu(tf.zeros([2, 3]), tf.zeros([3]))).toThrow('swiglu: up has the shape [3], but needs [2,3]: the shape of gate.');
});
