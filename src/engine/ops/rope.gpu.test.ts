import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { refused, startDawn } from '../../../tests/support/dawn.ts';
import type { GraphBackend } from '../gpu/graph-backend.ts';
import { rope, ropeReference } from './rope.ts';
import { differencesFromReference, finiteDifferenceErrors, kernelsOf, normal, toTensor } from './testing.ts';

let backend: GraphBackend;
beforeAll(async () => {
	await startWasm();
	backend = await startDawn();
});
afterAll(() => expect(refused).toEqual([]));

test.each([
	{ shape: [1, 2], offset: 0 },
	{ shape: [2, 3, 7, 20], offset: 5 },
	{ shape: [129, 64], offset: 0 },
])('agrees with plain tfjs on WASM, forward and backward: $shape from $offset', async ({ shape, offset }) => {
	const inputs = [normal(1, shape)];

	const differences = await differencesFromReference(
		(x = tf.scalar(0)) => rope(x, 10_000, offset),
		(x = tf.scalar(0)) => ropeReference(x, 10_000, offset),
		inputs,
	);

	expect(Math.max(...differences)).toBeLessThanOrEqual(2e-6);
	expect(Math.max(...(await finiteDifferenceErrors((x = tf.scalar(0)) => rope(x, 10_000, offset), inputs)))).toBeLessThanOrEqual(1e-3);
});

test('dimension i turns with dimension i + headDim / 2, by position times base^(-2i / headDim)', async () => {
	const x = tf.tensor2d([1, 0, 0, 0, 1, 0, 0, 0], [2, 4]);
	const y = await tf.tidy(() => rope(tf.concat([x, tf.tensor2d([[0, 1, 0, 0]])]), 100)).data();

	const expected = [1, 0, 0, 0, Math.cos(1), 0, Math.sin(1), 0, 0, Math.cos(0.2), 0, Math.sin(0.2)];
	for (const [i, value] of expected.entries()) expect(y[i]).toBeCloseTo(value, 6);
});

test('products of turned vectors depend on their distance alone', async () => {
	const [q, k] = [1, 2].map((seed) => toTensor(normal(seed, [1, 16])));
	const product = async (at: number, from: number): Promise<number> => {
		const sum = tf.tidy(() => tf.sum(tf.mul(rope(q ?? tf.scalar(0), 10_000, at), rope(k ?? tf.scalar(0), 10_000, from))));
		return (await sum.data())[0] ?? Number.NaN;
	};

	expect(await product(40, 33)).toBeCloseTo(await product(7, 0), 5);
	expect(Math.abs((await product(40, 33)) - (await product(40, 0)))).toBeGreaterThan(1e-3);
});

test('one dispatch forward and one backward', () => {
	expect(kernelsOf(backend, (x = tf.scalar(0)) => rope(x, 10_000), [normal(1, [3, 8])], true)).toEqual(['ropeForward', 'ropeBackward']);
});

test('an odd width, a base of zero and a negative offset are refused in a sentence', () => {
	expect(() => rope(tf.zeros([2, 3]), 10_000)).toThrow(/even headDim, not \[2, 3\]/);
	expect(() => rope(tf.zeros([2, 4]), 0)).toThrow(/positive number such as 10000, not 0/);
	expect(() => rope(tf.zeros([2, 4]), 10_000, -1)).toThrow(/whole number from 0, not -1/);
});
