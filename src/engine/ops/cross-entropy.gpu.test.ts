import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { refused, startDawn } from '../../../tests/support/dawn.ts';
import type { GraphBackend } from '../gpu/graph-backend.ts';
import { softmaxCrossEntropy, softmaxCrossEntropyReference } from './cross-entropy.ts';
import {
	difference,
	differencesFromReference,
	evaluate,
	finiteDifferenceErrors,
	type HostTensor,
	integers,
	kernelsOf,
	normal,
	type Op,
	tensorsLeft,
} from './testing.ts';

let backend: GraphBackend;
beforeAll(async () => {
	await startWasm();
	backend = await startDawn();
});
afterAll(() => expect(refused).toEqual([]));

/** A mask comes as whole numbers, since it has no gradient. */
const op: Op = (logits, targets, mask) => softmaxCrossEntropy(logits, targets, mask);
const reference: Op = (logits, targets, mask) => softmaxCrossEntropyReference(logits, targets, mask);
const tensor = (values: number[], shape: number[]): HostTensor => ({ values: Int32Array.from(values), shape });

function inputsOf(rows: readonly number[], vocab: number, isMasked: boolean): HostTensor[] {
	const inputs = [normal(1, [...rows, vocab], 3), integers(2, rows, vocab)];
	return isMasked ? [...inputs, integers(3, rows, 2)] : inputs;
}

const SIZES: [number[], number][] = [
	[[1], 2],
	[[7], 5],
	[[2, 96], 20],
	[[129], 65],
	[[3], 1_500],
];

test.each(SIZES)('the loss of %j rows over a vocabulary of %d agrees with plain tfjs on WASM', async (rows, vocab) => {
	for (const isMasked of [false, true]) {
		const differences = await differencesFromReference(op, reference, inputsOf(rows, vocab, isMasked));

		expect(Math.max(...differences)).toBeLessThan(2e-6);
	}
});

test.each<[number[], number]>([
	[[1], 3],
	[[7], 12],
	[[96], 5],
	[[129], 4],
])('the gradient of %j rows over a vocabulary of %d is the slope', async (rows, vocab) => {
	const errors = await finiteDifferenceErrors(op, inputsOf(rows, vocab, true));

	expect(Math.max(...errors)).toBeLessThan(1e-3);
});

test('cross-entropy is two kernels forward and one backward, with a mask too', () => {
	expect(kernelsOf(backend, op, inputsOf([7], 8, false), true)).toEqual(['crossEntropy', 'crossEntropyMean', 'crossEntropyGradient']);
	expect(kernelsOf(backend, op, inputsOf([7], 8, true), true)).toHaveLength(3);
});

// Against doubles: a sum of 50,000 terms in the order of WASM is itself off by 3e-6.
test('a vocabulary of 50,000 and logits near 10,000 lose nothing', async () => {
	const logits = normal(1, [1, 50_000], 3);
	const far = { values: Float32Array.from(logits.values, (value) => value + 10_000), shape: logits.shape };
	for (const { values, shape } of [logits, far]) {
		const row = Array.from(values);
		const largest = row.reduce((max, value) => Math.max(max, value));
		const sum = row.reduce((total, value) => total + Math.exp(value - largest), 0);
		const loss = new Float32Array([Math.log(sum) + largest - (row[123] ?? 0)]);
		const { value, gradients } = await evaluate('webgpu', op, [{ values, shape }, tensor([123], [1])]);
		const dy = normal(99, []).values[0] ?? 0;
		const gradient = Float32Array.from(row, (entry, i) => dy * (Math.exp(entry - largest) / sum - (i === 123 ? 1 : 0)));

		expect(difference(value, loss)).toBeLessThan(2e-6);
		expect(difference(gradients[0] ?? value, gradient)).toBeLessThan(2e-6);
	}
});

test('with every position masked the loss and its gradient are zero', async () => {
	const inputs = [normal(1, [3, 5]), tensor([-1, 7, 0], [3]), tensor([0, 0, 0], [3])];
	for (const { value, gradients } of [await evaluate('webgpu', op, inputs), await evaluate('wasm', reference, inputs)]) {
		expect(Array.from(value)).toEqual([0]);
		expect(gradients[0]?.every((entry) => Math.abs(entry) === 0)).toBe(true);
	}
});

test('a masked position may have any target, another makes the loss NaN', async () => {
	const logits = normal(1, [3, 5]);
	const mask = tensor([1, 0, 1], [3]);
	const good = [logits, tensor([2, -1, 4], [3]), mask];
	const bad = [logits, tensor([2, -1, 5], [3]), mask];

	expect(Math.max(...(await differencesFromReference(op, reference, good)))).toBeLessThan(2e-6);
	expect((await evaluate('webgpu', op, bad)).value).toEqual(new Float32Array([Number.NaN]));
	expect((await evaluate('wasm', reference, bad)).value).toEqual(new Float32Array([Number.NaN]));
});

test('other numbers in the mask are weights', async () => {
	await tf.setBackend('webgpu');
	const logits = tf.tensor2d([0, 0, 0, 1_000, 0, 0], [2, 3]);
	const targets = tf.tensor1d([0, 1], 'int32');

	for (const mask of [tf.tensor1d([3, 1]), tf.tensor1d([3, 1], 'int32')])
		expect((await softmaxCrossEntropy(logits, targets, mask).data())[0]).toBeCloseTo((3 * Math.log(3) + 1_000) / 4, 3);
	expect((await softmaxCrossEntropy(logits, targets, tf.tensor1d([true, false])).data())[0]).toBeCloseTo(Math.log(3), 6);
});

test('nothing is left behind', async () => {
	for (const backend of ['wasm', 'webgpu']) {
		await tf.setBackend(backend);
		expect(tensorsLeft(op, inputsOf([2], 8, true))).toBe(0);
	}
});

test('cross-entropy refuses shapes that do not belong together', () => {
	const logits = tf.zeros([2, 3, 5]);

	expect(() => softmaxCrossEntropy(logits, tf.zeros([3, 2], 'int32'))).toThrow(
		'softmaxCrossEntropy: targets has the shape [3,2], but needs [2,3]: one for each row of logits, whose shape is [2,3,5].',
	);
	expect(() => softmaxCrossEntropy(logits, tf.zeros([2, 3], 'int32'), tf.zeros([2]))).toThrow('mask has the shape [2], but needs [2,3]');
});
