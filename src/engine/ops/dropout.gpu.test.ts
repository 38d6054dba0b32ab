import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { refused, startDawn } from '../../../tests/support/dawn.ts';
import { compile } from '../compile.ts';
import type { GraphBackend } from '../gpu/graph-backend.ts';
import { dropout, dropoutReference } from './dropout.ts';
import { evaluate, finiteDifferenceErrors, integers, kernelsOf, normal, type Op, tensorsLeft } from './testing.ts';

let backend: GraphBackend;
beforeAll(async () => {
	await startWasm();
	backend = await startDawn();
});
afterAll(() => expect(refused).toEqual([]));

const SEED = integers(5, [], 1_000_000);
const op: Op = (x, seed) => dropout(x, 0.3, seed, 4);
const reference: Op = (x, seed) => dropoutReference(x, 0.3, seed, 4);

test.each([[[1]], [[7, 5]], [[96, 20]], [[129, 11]]])(
	'dropout of %j and its gradient are bit-equal to plain tfjs on WASM',
	async (shape) => {
		const inputs = [normal(1, shape), SEED];

		expect(await evaluate('webgpu', op, inputs)).toEqual(await evaluate('wasm', reference, inputs));
	},
);

test.each([[[7, 5]], [[129, 4]]])('the gradient of dropout of %j is its slope', async (shape) => {
	const errors = await finiteDifferenceErrors(op, [normal(1, shape), SEED]);

	expect(Math.max(...errors)).toBeLessThan(1e-3);
});

test('dropout is one kernel each way', () => {
	expect(kernelsOf(backend, op, [normal(1, [7, 8]), SEED], true)).toEqual(['dropout', 'dropout']);
});

test('as many entries fall as were asked for, and the mean stays', async () => {
	await tf.setBackend('webgpu');
	const kept = await dropout(tf.ones([20_000]), 0.3, 11).data();
	const zeros = kept.filter((value) => value === 0).length;

	// Six standard deviations of a binomial: sqrt(20,000 * 0.3 * 0.7) is 65.
	expect(Math.abs(zeros - 6_000)).toBeLessThan(390);
	expect(kept.every((value) => value === 0 || Math.abs(value - 1 / 0.7) < 1e-6)).toBe(true);
});

test('another seed or another stream drops other entries, a seed of either kind the same', async () => {
	await tf.setBackend('webgpu');
	const x = tf.ones([512]);
	const drop = async (seed: tf.Tensor | number, stream?: number): Promise<number[]> =>
		Array.from(await dropout(x, 0.5, seed, stream).data());
	const first = await drop(3);

	expect(await drop(tf.scalar(3, 'int32'))).toEqual(first);
	expect(await drop(tf.scalar(3))).toEqual(first);
	for (const other of [await drop(4), await drop(3, 1)]) {
		const shared = other.filter((value, i) => value === first[i]).length;
		// Half of 512, give or take six standard deviations of 11.
		expect(Math.abs(shared - 256)).toBeLessThan(68);
	}
});

test('a replayed step draws a new mask for each seed', async () => {
	await tf.setBackend('webgpu');
	const x = tf.ones([256]);
	const step = compile<[number]>((seed) => tf.sum<tf.Scalar>(tf.mul(dropout(x, 0.5, seed), tf.range(0, 256))));
	const sums: number[] = [];
	for (let seed = 0; seed < 6; seed += 1) sums.push(await (await step(seed)).read());
	const expected: number[] = [];
	for (let seed = 0; seed < 6; seed += 1) {
		const mask = await dropout(x, 0.5, seed).data<'float32'>();
		expected.push(mask.reduce((sum, value, i) => sum + value * i, 0));
	}

	expect(step.status.mode).toBe('replayed');
	expect(sums).toEqual(expected);
	step.dispose();
});

test('a probability of zero changes nothing', async () => {
	expect(Array.from(await dropout(tf.tensor1d([1, 2, 3]), 0, 1).data())).toEqual([1, 2, 3]);
});

test('nothing is left behind', async () => {
	for (const backend of ['wasm', 'webgpu']) {
		await tf.setBackend(backend);
		expect(tensorsLeft(op, [normal(1, [2, 8]), SEED])).toBe(0);
	}
});

test('dropout refuses what it cannot draw', () => {
	expect(() => dropout(tf.ones([2]), 1, 1)).toThrow('dropout: probability is 1, but needs to be at least 0 and below 1');
	expect(() => dropout(tf.ones([2]), Number.NaN, 1)).toThrow('dropout: probability is NaN');
	expect(() => dropout(tf.ones([2]), 0.5, tf.zeros([2]))).toThrow('dropout: seed has the shape [2]');
	expect(() => dropout(tf.ones([2], 'int32'), 0.5, 1)).toThrow('dropout: x holds int32');
});
