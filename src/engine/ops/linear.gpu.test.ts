import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { refused, startDawn } from '../../../tests/support/dawn.ts';
import type { GraphBackend } from '../gpu/graph-backend.ts';
import { type LinearOptions, linear, linearReference } from './linear.ts';
import { differencesFromReference, finiteDifferenceErrors, type HostTensor, kernelsOf, normal, type Op, toTensor } from './testing.ts';

let backend: GraphBackend;
beforeAll(async () => {
	await startWasm();
	backend = await startDawn();
});
afterAll(() => expect(refused).toEqual([]));

interface Case {
	readonly shape: readonly number[];
	readonly to: number;
	readonly withBias: boolean;
	readonly activation: 'gelu' | undefined;
	readonly withResidual: boolean;
}

/** The layer of a case as a function of its tensors alone, in the order x, weight, bias, residual. */
function layerOf({ withBias, activation, withResidual }: Case, layer: typeof linear): Op {
	return (x, weight, ...rest) => {
		if (x === undefined || weight === undefined) throw new Error('The test gives too few tensors.');
		const options: LinearOptions = { activation, residual: withResidual ? rest.at(-1) : undefined };
		return layer(x, weight, withBias ? rest[0] : undefined, options);
	};
}

function inputsOf({ shape, to, withBias, withResidual }: Case): HostTensor[] {
	const from = shape.at(-1) ?? 1;
	const inputs = [normal(1, shape), normal(2, [from, to], 1 / Math.sqrt(from))];
	if (withBias) inputs.push(normal(3, [to]));
	if (withResidual) inputs.push(normal(4, [...shape.slice(0, -1), to]));
	return inputs;
}

const CASES: readonly Case[] = [
	{ shape: [1, 1, 5], to: 3, withBias: true, activation: undefined, withResidual: false },
	{ shape: [2, 7, 12], to: 20, withBias: true, activation: 'gelu', withResidual: false },
	{ shape: [96, 17], to: 9, withBias: true, activation: undefined, withResidual: true },
	{ shape: [129, 8], to: 36, withBias: false, activation: undefined, withResidual: false },
	{ shape: [3, 5, 33], to: 34, withBias: true, activation: 'gelu', withResidual: true },
	{ shape: [16], to: 8, withBias: true, activation: 'gelu', withResidual: false },
];

test.each(CASES)('$shape to $to (bias $withBias, $activation, residual $withResidual) agrees with plain tfjs on WASM', async (each) => {
	const differences = await differencesFromReference(layerOf(each, linear), layerOf(each, linearReference), inputsOf(each));

	expect(Math.max(...differences)).toBeLessThanOrEqual(2e-6);
});

test.each(CASES)('gradients of $shape to $to (bias $withBias, $activation, residual $withResidual) are slopes', async (each) => {
	const errors = await finiteDifferenceErrors(layerOf(each, linear), inputsOf(each), { directions: 1 });

	expect(Math.max(...errors)).toBeLessThan(1e-3);
});

test('a layer over many tokens sums its weight gradient in parts, and agrees with WASM', async () => {
	const each: Case = { shape: [600, 12], to: 8, withBias: true, activation: undefined, withResidual: false };
	const inputs = inputsOf(each);
	const differences = await differencesFromReference(layerOf(each, linear), layerOf(each, linearReference), inputs);

	// Gradients are sums over 600 tokens; differences are relative to the largest entry.
	expect(Math.max(...differences)).toBeLessThanOrEqual(2e-6);
	expect(kernelsOf(backend, layerOf(each, linear), inputs, true).map(withoutForm)).toEqual([
		'matmulNNBias',
		'matmulNT',
		'matmulTNPartSums',
		'matmulSumPartsSums',
	]);
});

test('a layer is one dispatch forward and two backward, one more with GELU', () => {
	const plain: Case = { shape: [2, 6, 12], to: 8, withBias: true, activation: undefined, withResidual: true };
	const gelu: Case = { ...plain, activation: 'gelu', withResidual: false };

	const kernels = (each: Case, withGradients: boolean): string[] =>
		kernelsOf(backend, layerOf(each, linear), inputsOf(each), withGradients).map(withoutForm);
	expect(kernels(plain, false)).toEqual(['matmulNNBiasResidual']);
	expect(kernels(plain, true)).toEqual(['matmulNNBiasResidual', 'matmulNT', 'matmulTNSums']);
	// What the backward pass needs is kept only in training.
	expect(kernels(gelu, false)).toEqual(['matmulNNBiasGelu']);
	expect(kernels(gelu, true)).toEqual(['matmulNNBiasPreGelu', 'linearGeluGradient', 'matmulNT', 'matmulTNSums']);
});

test('no tensor is left behind, forward or backward', () => {
	const each: Case = { shape: [600, 12], to: 8, withBias: true, activation: 'gelu', withResidual: true };
	const tensors = inputsOf(each).map(toTensor);
	const gradients = tf.grads(layerOf(each, linear));
	tf.dispose(gradients(tensors));
	const before = tf.memory();
	const buffers = backend.numDataIds();

	tf.dispose(gradients(tensors));
	tf.dispose(layerOf(each, linear)(...tensors));

	expect(tf.memory().numTensors).toBe(before.numTensors);
	expect(backend.numDataIds()).toBe(buffers);
});

test('what does not fit is refused with its shape', () => {
	const [x, weight] = [tf.ones([2, 3]), tf.ones([3, 4])];

	expect(() => linear(x, tf.ones([2, 4]))).toThrow('linear: weight has the shape [2,4], but needs [3,4]');
	expect(() => linear(x, weight, tf.ones([3]))).toThrow('linear: bias has the shape [3], but needs [4]');
	expect(() => linear(x, weight, undefined, { residual: tf.ones([4]) })).toThrow('linear: residual has the shape [4], but needs [2,4]');
	expect(() => linear(tf.ones([2, 3], 'int32'), weight)).toThrow('linear: x holds int32');
	expect(() => linear(x, weight, undefined, { precision: 'f16' })).toThrow('needs 16-bit floats (shader-f16)');
});

/** A software adapter has kernels without workgroup memory; otherwise they do the same. */
function withoutForm(name: string): string {
	return name.replace('Lanes', '');
}
