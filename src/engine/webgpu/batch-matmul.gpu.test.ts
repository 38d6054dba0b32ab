import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { refused, startDawn } from '../../../tests/support/dawn.ts';
import type { GraphBackend } from '../gpu/graph-backend.ts';
import { difference, type HostTensor, kernelsOf, normal, type Op, toTensor } from '../ops/testing.ts';

let backend: GraphBackend;
beforeAll(async () => {
	await startWasm();
	backend = await startDawn();
});
afterAll(() => expect(refused).toEqual([]));

const BOUND = 2e-6;

async function valueOn(name: string, op: Op, inputs: readonly HostTensor[]): Promise<Float32Array> {
	await tf.setBackend(name);
	const result = tf.tidy(() => op(...inputs.map(toTensor)));
	const values = Float32Array.from(await result.data());
	result.dispose();
	return values;
}

/** Of order 1: the second factor is scaled by 1/√k. */
function factors(aShape: number[], bShape: number[], k: number): [HostTensor, HostTensor] {
	return [normal(1, aShape), normal(2, bShape, 1 / Math.sqrt(k))];
}

async function differenceOf(op: Op, inputs: readonly HostTensor[], reference = op): Promise<number> {
	const expected = await valueOn('wasm', reference, inputs);
	return difference(await valueOn('webgpu', op, inputs), expected);
}

const LAYOUTS = [
	[false, false],
	[false, true],
	[true, false],
	[true, true],
] as const;

test.each([
	[1, 1, 1],
	[3, 5, 7],
	[33, 65, 31],
	[64, 36, 40],
	[130, 70, 20],
	[5, 200, 66],
	[90, 3, 130],
	[12, 12, 1_100],
])('a product of %i × %i with sums of %i agrees with WASM in every layout', async (m, n, k) => {
	const differences: number[] = [];
	for (const [transposeA, transposeB] of LAYOUTS) {
		const inputs = factors(transposeA ? [k, m] : [m, k], transposeB ? [n, k] : [k, n], k);
		differences.push(await differenceOf((a, b) => tf.matMul(at(a), at(b), transposeA, transposeB), inputs));
	}

	expect(Math.max(...differences)).toBeLessThanOrEqual(BOUND);
});

test.each([
	[[3], [3]],
	[[3], [1]],
	[[1], [3]],
	[
		[2, 3],
		[2, 3],
	],
	[[2, 3], [3]],
	[[2, 3], []],
	[
		[2, 3],
		[1, 3],
	],
	[
		[2, 1],
		[2, 3],
	],
	[
		[2, 1],
		[1, 3],
	],
])('batches [%o] and [%o] are broadcast', async (aDims, bDims) => {
	const [m, n, k] = [6, 5, 8];
	const dims = tf.broadcast_util.assertAndGetBroadcastShape(aDims, bDims);
	const differences: number[] = [];
	for (const [transposeA, transposeB] of LAYOUTS) {
		const [aShape, bShape] = [transposeA ? [k, m] : [m, k], transposeB ? [n, k] : [k, n]];
		const inputs = factors([...aDims, ...aShape], [...bDims, ...bShape], k);
		const product: Op = (a, b) => tf.matMul(a, b, transposeA, transposeB);
		// tfjs's own kernels read wrong matrices where both factors are broadcast.
		const whole: Op = (a, b) => product(tf.broadcastTo(a, [...dims, ...aShape]), tf.broadcastTo(b, [...dims, ...bShape]));
		differences.push(await differenceOf(product, inputs, whole));
	}

	expect(Math.max(...differences)).toBeLessThanOrEqual(BOUND);
});

test('gradients of a plain product agree with WASM, in one dispatch each', async () => {
	const inputs = factors([2, 20, 12], [2, 12, 9], 12);
	const gradients: Op = (a, b) => {
		const grads = tf.grads((x: tf.Tensor, y: tf.Tensor) => tf.matMul(x, y))([a, b], tf.mul(tf.matMul(a, b), 0.1));
		return tf.concat(grads.map((grad) => tf.reshape(grad, [-1])));
	};

	expect(await differenceOf(gradients, inputs)).toBeLessThanOrEqual(BOUND);
	expect(kernelsOf(backend, (a, b) => tf.matMul(at(a), at(b)), inputs, true).map(withoutForm)).toEqual([
		'matmulNN',
		'matmulNT',
		'matmulTN',
	]);
});

test.each([undefined, 'linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu'] as const)(
	'a fused product with a bias and the activation %s agrees with WASM',
	async (activation) => {
		const inputs = [...factors([7, 34], [34, 18], 34), normal(3, [18])];
		const op: Op = (a, b, bias) =>
			tf.fused.matMul({ a: at(a), b: at(b), bias: at(bias), ...(activation !== undefined && { activation }), leakyreluAlpha: 0.1 });

		// tfjs's sigmoid and elu are less exact on the GPU.
		expect(await differenceOf(op, inputs)).toBeLessThanOrEqual(activation === 'sigmoid' || activation === 'elu' ? 1e-5 : BOUND);
	},
);

test('a fused product with PReLU weights agrees with WASM', async () => {
	const inputs = [...factors([7, 34], [34, 18], 34), normal(3, [18]), normal(4, [18])];
	const op: Op = (a, b, bias, weights) =>
		tf.fused.matMul({ a: at(a), b: at(b), bias: at(bias), activation: 'prelu', preluActivationWeights: at(weights) });

	expect(await differenceOf(op, inputs)).toBeLessThanOrEqual(BOUND);
});

test('a long sum comes out the same each time', async () => {
	const inputs = factors([9, 3_000], [3_000, 10], 3_000);
	const op: Op = (a, b) => tf.matMul(at(a), at(b));
	const first = await valueOn('webgpu', op, inputs);

	expect(await valueOn('webgpu', op, inputs)).toEqual(first);
	expect(await differenceOf(op, inputs)).toBeLessThanOrEqual(BOUND);
});

test("shapes that do not fit are refused with tfjs's own sentence", async () => {
	await tf.setBackend('webgpu');

	expect(() => tf.matMul(tf.ones([2, 3]), tf.ones([4, 2]))).toThrow('inner shapes (3) and (4)');
});

test('sums over nothing are zeros, without a command that the device refuses', async () => {
	await tf.setBackend('webgpu');
	const zeros = tf.matMul(tf.zeros([2, 0]), tf.zeros([3, 0]), false, true);

	expect(zeros.shape).toEqual([2, 3]);
	expect(Array.from(await zeros.data())).toEqual([0, 0, 0, 0, 0, 0]);
});

test('an empty factor and whole numbers are left to tfjs', async () => {
	await tf.setBackend('webgpu');
	const empty = tf.matMul(tf.ones([0, 3]), tf.ones([3, 2]));
	const whole = tf.matMul(tf.tensor2d([[2]], [1, 1], 'int32'), tf.tensor2d([[3]], [1, 1], 'int32'));

	expect(empty.shape).toEqual([0, 2]);
	expect(Array.from(await whole.data())).toEqual([6]);
});

function at(tensor: tf.Tensor | undefined): tf.Tensor {
	if (tensor === undefined) throw new Error('The test gives too few tensors.');
	return tensor;
}

/** A software adapter has kernels without workgroup memory; otherwise they do the same. */
function withoutForm(name: string): string {
	return name.replace('Lanes', '');
}
