import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { refused, startDawn } from '../../../tests/support/dawn.ts';
import { compile } from '../compile.ts';
import type { GraphBackend } from '../gpu/graph-backend.ts';
import { kernelsOf, normal, toTensor } from '../ops/testing.ts';
import { type MuonOptions, muon, orthogonalise } from './muon.ts';

let backend: GraphBackend;
beforeAll(async () => {
	await startWasm();
	backend = await startDawn();
});
afterAll(() => expect(refused).toEqual([]));

/** Of matrix [rows, columns], by Jacobi's rotations of its columns until all are at right angles (Hestenes 1958). */
function singularValues(values: Float32Array, rows: number, columns: number): number[] {
	const x = Array.from({ length: columns }, (_, c) => Array.from({ length: rows }, (_, r) => values[r * columns + c] ?? 0));
	const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
	for (let sweep = 0; sweep < 30; sweep += 1) {
		for (let p = 0; p < columns; p += 1) {
			for (let q = p + 1; q < columns; q += 1) {
				const [a = [], b = []] = [x[p], x[q]];
				const angle = 0.5 * Math.atan2(2 * dot(a, b), dot(a, a) - dot(b, b));
				const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
				x[p] = a.map((value, i) => cos * value + sin * (b[i] ?? 0));
				x[q] = b.map((value, i) => cos * value - sin * (a[i] ?? 0));
			}
		}
	}
	return x.map((column) => Math.sqrt(dot(column, column)));
}

test('the singular values of a known matrix are found', () => {
	expect(singularValues(Float32Array.from([3, 0, 4, 5]), 2, 2).sort((a, b) => a - b)).toEqual([
		expect.closeTo(Math.sqrt(5), 6),
		expect.closeTo(Math.sqrt(45), 6),
	]);
});

describe.each(['webgpu', 'wasm'])('on %s', (name) => {
	test.each([
		[9, 5],
		[5, 9],
		[7, 7],
	])('the direction of a %i x %i matrix has singular values near 1 and the signs of its own', async (rows, columns) => {
		await tf.setBackend(name);
		const matrix = toTensor(normal(rows, [rows, columns]));
		const direction = orthogonalise(matrix, 5);
		// Rows or columns beyond the rank add zeros.
		const values = singularValues(Float32Array.from(await direction.data()), rows, columns).sort((a, b) => b - a);
		const own = values.slice(0, Math.min(rows, columns));
		const [along] = await tf.sum(tf.mul(matrix, direction)).data();

		expect(Math.min(...own)).toBeGreaterThan(0.65);
		expect(Math.max(...own)).toBeLessThan(1.25);
		expect(Math.max(0, ...values.slice(own.length))).toBeLessThan(1e-3);
		// The inner product with its own orthogonal factor is the sum of the singular values.
		expect(along).toBeGreaterThan(0.65 * singularValues(Float32Array.from(await matrix.data()), rows, columns).reduce((a, b) => a + b));
		tf.dispose([matrix, direction]);
	});

	test('a stack is a matrix at a time, and a zero gradient stays zero', async () => {
		await tf.setBackend(name);
		const [first, zero] = [toTensor(normal(1, [4, 3])), tf.zeros([4, 3])];
		const stack = orthogonalise(tf.stack([first, zero]), 5);
		const alone = orthogonalise(first, 5);
		const [stacked, expected] = [await stack.data(), await alone.data()];

		for (const [i, value] of expected.entries()) expect(Math.abs((stacked[i] ?? 0) - value)).toBeLessThan(1e-5);
		expect(Array.from(stacked.slice(12)).every((value) => value === 0)).toBe(true);
	});
});

test('one step is momentum, direction, scale and decay as written', async () => {
	await tf.setBackend('wasm');
	const [w, g] = [toTensor(normal(1, [6, 3])), toTensor(normal(2, [6, 3]))];
	const weight = tf.variable(w);
	const optimizer = muon(new Map([['w', weight]]), { momentum: 0.5, weightDecay: 0.1 });
	optimizer.apply(new Map([['w', g]]), tf.scalar(0.2));
	const expected = await tf.sub(tf.mul(w, 1 - 0.2 * 0.1), tf.mul(orthogonalise(g, 5), 0.2 * Math.sqrt(2))).data();

	for (const [i, value] of (await weight.data()).entries()) expect(value).toBeCloseTo(expected[i] ?? 0, 5);
	expect(Array.from((await optimizer.state().get('momentum.w')?.data()) ?? [])).toEqual(Array.from(await g.data()));
	optimizer.dispose();
	weight.dispose();
});

test.each([
	['rows', 2],
	['columns', 1],
] as const)('with outputs in %s a tall weight moves by %i times the direction', async (outputs, scale) => {
	await tf.setBackend('wasm');
	const weight = tf.variable(tf.zeros([8, 2]));
	const g = toTensor(normal(2, [8, 2]));
	const optimizer = muon(new Map([['w', weight]]), { outputs });
	optimizer.apply(new Map([['w', g]]), tf.scalar(1));
	const expected = await tf.mul(orthogonalise(g, 5), -scale).data();

	for (const [i, value] of (await weight.data()).entries()) expect(value).toBeCloseTo(expected[i] ?? 0, 5);
	optimizer.dispose();
	weight.dispose();
});

/** Small, since a software GPU takes milliseconds a dispatch. */
const OPTIONS: MuonOptions = { momentum: 0.9, steps: 2, weightDecay: 0.01 };
const STEPS = 4;

/** Losses of a linear map that is learned with a learning rate that falls each step. */
async function losses(isCompiled: boolean): Promise<number[]> {
	const weight = tf.variable(toTensor(normal(1, [5, 3], 0.4)));
	const optimizer = muon(new Map([['weight', weight]]), OPTIONS);
	const step = (x: tf.Tensor, y: tf.Tensor, learningRate: tf.Scalar): tf.Scalar => {
		const { value, grads } = tf.variableGrads(() => tf.mean(tf.squaredDifference(tf.matMul(x, weight), y)), [weight]);
		const grad = grads[weight.name];
		optimizer.apply(new Map(grad === undefined ? [] : [['weight', grad]]), learningRate);
		return value;
	};
	const compiled = compile<[tf.Tensor, tf.Tensor, number]>(step);
	const values: number[] = [];
	const map = toTensor(normal(3, [5, 3], 0.5));
	for (let i = 0; i < STEPS; i += 1) {
		const x = toTensor(normal(10 + i, [16, 5]));
		const y = tf.matMul(x, map);
		const rate = 0.4 / (1 + i);
		if (isCompiled) values.push(await (await compiled(x, y, rate)).read());
		else values.push((await tf.tidy(() => step(x, y, tf.scalar(rate))).data())[0] ?? Number.NaN);
		tf.dispose([x, y]);
	}
	if (isCompiled) expect(compiled.status.mode).toBe(tf.getBackend() === 'webgpu' ? 'replayed' : 'eager');
	compiled.dispose();
	optimizer.dispose();
	tf.dispose([weight, map]);
	return values;
}

test('a replayed step equals the eager one, under a changing learning rate', async () => {
	await tf.setBackend('webgpu');
	const [eager, replayed] = [await losses(false), await losses(true)];

	expect(replayed).toEqual(eager);
	expect(eager[STEPS - 1]).toBeLessThan((eager[0] ?? 0) / 2);
	await tf.setBackend('wasm');
	const reference = await losses(true);
	// Updates add up, and the iteration multiplies small differences: looser than one op's 2e-6.
	for (const [i, loss] of eager.entries()) expect(Math.abs(loss - (reference[i] ?? 0))).toBeLessThan(1e-5);
});

test('matrices of one shape are trained together as each would be alone', async () => {
	await tf.setBackend('wasm');
	const weights = (): tf.Variable[] => [1, 2, 3].map((seed) => tf.variable(toTensor(normal(seed, seed === 2 ? [3, 4] : [4, 3]))));
	const grads = [4, 5, 6].map((seed) => toTensor(normal(seed, seed === 5 ? [3, 4] : [4, 3])));
	const named = <T>(values: readonly T[]): Map<string, T> => new Map(values.map((value, i) => [`w${i}`, value]));
	const [jointly, alone] = [weights(), weights()];
	const optimizers = [jointly, ...alone.map((weight) => [weight])].map((some) => muon(named(some)));
	for (const rate of [0.2, 0.1]) {
		optimizers[0]?.apply(named(grads), tf.scalar(rate));
		for (const [i, grad] of grads.entries()) optimizers[i + 1]?.apply(named([grad]), tf.scalar(rate));
	}

	for (const [i, weight] of jointly.entries()) {
		const expected = await alone[i]?.data();
		for (const [j, value] of (await weight.data()).entries()) expect(value).toBeCloseTo(expected?.[j] ?? Number.NaN, 6);
	}
	for (const optimizer of optimizers) optimizer.dispose();
	tf.dispose([jointly, alone, grads]);
});

test.each([
	[1, 49 + 6],
	[4, 49 + 1 + 4 + 4 * 6],
])('%i matrices of one shape take %i dispatches: the iteration is shared', async (count, dispatches) => {
	await tf.setBackend('webgpu');
	const weights = Array.from({ length: count }, (_, i) => [`w${i}`, tf.variable(toTensor(normal(i, [3, 4])))] as const);
	const optimizer = muon(new Map(weights), { weightDecay: 0.1 });
	const apply = (grad: tf.Tensor, rate: tf.Tensor): tf.Tensor => {
		// Made from a rank-0 array.
		optimizer.apply(new Map(weights.map(([name]) => [name, grad])), rate as tf.Scalar);
		return rate;
	};
	const kernels = kernelsOf(backend, apply, [normal(9, [3, 4]), { values: Float32Array.of(0.1), shape: [] }], false);

	expect(kernels.filter((kernel) => kernel !== 'copy')).toHaveLength(dispatches);
	optimizer.dispose();
	tf.dispose(weights.map(([, weight]) => weight));
});

test('an optimiser leaves no tensor behind', async () => {
	await tf.setBackend('wasm');
	const before = tf.memory().numTensors;
	const weight = tf.tidy(() => tf.variable(tf.zeros([3, 2])));
	const optimizer = muon(new Map([['w', weight]]));
	for (let i = 0; i < 3; i += 1) tf.tidy(() => optimizer.apply(new Map([['w', tf.ones([3, 2])]]), tf.scalar(0.1)));
	optimizer.dispose();
	weight.dispose();

	expect(tf.memory().numTensors).toBe(before);
});

test('a vector, and a parameter without gradient, are refused by name', () => {
	const [bias, weight] = [tf.variable(tf.zeros([3])), tf.variable(tf.zeros([3, 2]))];
	const optimizer = muon(new Map([['w', weight]]));

	expect(() => muon(new Map([['up.bias', bias]]))).toThrow('Muon trains matrices; up.bias has the shape [3]. Give it to AdamW instead.');
	expect(() => optimizer.apply(new Map(), tf.scalar(0.1))).toThrow('Muon got no gradient for w.');
	optimizer.dispose();
	tf.dispose([bias, weight]);
});
