import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { refused, startDawn } from '../../../tests/support/dawn.ts';
import type { GraphBackend } from '../gpu/graph-backend.ts';
import { mlp, mlpReference } from './mlp.ts';
import { differencesFromReference, finiteDifferenceErrors, type HostTensor, kernelsOf, normal, type Op } from './testing.ts';

let backend: GraphBackend;
beforeAll(async () => {
	await startWasm();
	backend = await startDawn();
});
afterAll(() => expect(refused).toEqual([]));

function opOf(block: typeof mlp): Op {
	return (x, upWeight, upBias, downWeight, downBias, residual) => {
		if (!x || !upWeight || !upBias || !downWeight || !downBias) throw new Error('The test gives too few tensors.');
		return block(x, { weight: upWeight, bias: upBias }, { weight: downWeight, bias: downBias }, { residual });
	};
}

function inputsOf(shape: readonly number[], hidden: number, to: number, withResidual: boolean): HostTensor[] {
	const from = shape.at(-1) ?? 1;
	return [
		...[normal(1, shape), normal(2, [from, hidden], 1 / Math.sqrt(from)), normal(3, [hidden])],
		...[normal(4, [hidden, to], 1 / Math.sqrt(hidden)), normal(5, [to])],
		...(withResidual ? [normal(6, [...shape.slice(0, -1), to])] : []),
	];
}

const CASES = [
	[[1, 1, 3], 5, 3, true],
	[[2, 7, 12], 48, 12, true],
	[[96, 9], 14, 9, false],
	[[129, 8], 20, 8, true],
] as const;

test.each(CASES)('a block of %o with %i inside and %i out agrees with plain tfjs on WASM', async (shape, hidden, to, withResidual) => {
	const differences = await differencesFromReference(opOf(mlp), opOf(mlpReference), inputsOf(shape, hidden, to, withResidual));

	expect(Math.max(...differences)).toBeLessThanOrEqual(2e-6);
});

test.each(CASES)('gradients of a block of %o with %i inside and %i out are slopes', async (shape, hidden, to, withResidual) => {
	const errors = await finiteDifferenceErrors(opOf(mlp), inputsOf(shape, hidden, to, withResidual), { directions: 1 });

	expect(Math.max(...errors)).toBeLessThan(1e-3);
});

test('a block is two dispatches forward and four backward', () => {
	const inputs = inputsOf([2, 6, 12], 48, 12, true);
	const kernels = (withGradients: boolean): string[] =>
		kernelsOf(backend, opOf(mlp), inputs, withGradients).map((name) => name.replace('Lanes', ''));

	expect(kernels(false)).toEqual(['matmulNNBiasGelu', 'matmulNNBiasResidual']);
	expect(kernels(true)).toEqual([
		...['matmulNNBiasPreGelu', 'matmulNNBiasResidual'],
		...['matmulNTSlope', 'matmulTNSums', 'matmulNT', 'matmulTNSums'],
	]);
});

test('what does not fit is refused with its shape', () => {
	const [x, up] = [tf.ones([2, 3]), { weight: tf.ones([3, 6]), bias: tf.ones([6]) }];
	const down = { weight: tf.ones([6, 3]), bias: tf.ones([3]) };

	expect(() => mlp(x, { ...up, weight: tf.ones([4, 6]) }, down)).toThrow('mlp up: weight has the shape [4,6], but needs [3,6]');
	expect(() => mlp(x, up, { ...down, weight: tf.ones([5, 3]) })).toThrow('mlp down: weight has the shape [5,3], but needs [6,3]');
	expect(() => mlp(x, up, down, { residual: tf.ones([2, 4]) })).toThrow('mlp: residual has the shape [2,4], but needs [2,3]');
});
