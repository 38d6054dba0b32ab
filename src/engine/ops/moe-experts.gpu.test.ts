import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { refused, startDawn } from '../../../tests/support/dawn.ts';
import { compile } from '../compile.ts';
import type { GraphBackend } from '../gpu/graph-backend.ts';
import { groupedExperts, groupedExpertsReference } from './moe-experts.ts';
import { topKRouting } from './moe-router.ts';
import {
	differencesFromReference,
	evaluate,
	finiteDifferenceErrors,
	type HostTensor,
	integers,
	kernelsOf,
	normal,
	type Op,
	toTensor,
} from './testing.ts';

let backend: GraphBackend;
beforeAll(async () => {
	await startWasm();
	backend = await startDawn();
});
afterAll(() => expect(refused).toEqual([]));

interface Case {
	readonly tokens: number;
	readonly experts: number;
	readonly k: number;
	readonly d: number;
	readonly hidden: number;
	readonly isGated: boolean;
	/** Experts from this one on get no token. */
	readonly busy: number;
}

const CASES: readonly Case[] = [
	{ tokens: 1, experts: 1, k: 1, d: 5, hidden: 3, isGated: false, busy: 1 },
	{ tokens: 7, experts: 5, k: 2, d: 17, hidden: 33, isGated: true, busy: 5 },
	{ tokens: 96, experts: 4, k: 2, d: 70, hidden: 67, isGated: false, busy: 4 },
	{ tokens: 129, experts: 3, k: 2, d: 20, hidden: 67, isGated: true, busy: 2 },
];
/** Slow on a software GPU: a workgroup for each expert. Compared, not differenced. */
const MANY: Case = { tokens: 33, experts: 64, k: 8, d: 6, hidden: 9, isGated: false, busy: 64 };

/** x, routing weights, up, down, gate, experts. */
function inputsOf({ tokens, experts, k, d, hidden, isGated, busy }: Case, chosen = integers(5, [tokens, k], busy)): HostTensor[] {
	return [
		normal(1, [tokens, d]),
		normal(2, [tokens, k], 0.5),
		normal(3, [experts, d, hidden], 1 / Math.sqrt(d)),
		normal(4, [experts, hidden, d], 1 / Math.sqrt(hidden)),
		...(isGated ? [normal(6, [experts, d, hidden], 1 / Math.sqrt(d))] : []),
		chosen,
	];
}

function as(op: typeof groupedExperts): Op {
	return (...inputs) => {
		const [x, weights, up, down, ...others] = inputs;
		const [gate, experts] = others.length === 2 ? others : [undefined, others[0]];
		if (x === undefined || up === undefined || down === undefined) throw new Error('Five or six inputs.');
		// The shapes are those of inputsOf.
		const routing = { weights, experts } as { weights: tf.Tensor2D; experts: tf.Tensor2D };
		return op(x, routing, { up, down, ...(gate && { gate }) });
	};
}

const TITLE = '$tokens tokens, $k of $experts experts, d $d, hidden $hidden, gated $isGated';

test.each([...CASES, MANY])(`agrees with the reference on WASM, forward and backward: ${TITLE}`, async (sizes) => {
	const differences = await differencesFromReference(as(groupedExperts), as(groupedExpertsReference), inputsOf(sizes));

	expect(differences).toHaveLength(sizes.isGated ? 6 : 5);
	expect(Math.max(...differences)).toBeLessThan(2e-6);
});

test.each(CASES)(`has the gradients of its forward pass: ${TITLE}`, async (sizes) => {
	await tf.setBackend('webgpu');
	const errors = await finiteDifferenceErrors(as(groupedExperts), inputsOf(sizes), { directions: 1 });

	expect(Math.max(...errors)).toBeLessThan(1e-3);
});

test('experts without tokens have zero gradients, first, last and between', async () => {
	const sizes: Case = { tokens: 70, experts: 5, k: 2, d: 9, hidden: 6, isGated: true, busy: 5 };
	const chosen: HostTensor = { values: Int32Array.from({ length: 140 }, (_, i) => (i % 2 === 0 ? 1 : 3)), shape: [70, 2] };
	const { value, gradients } = await evaluate('webgpu', as(groupedExperts), inputsOf(sizes, chosen));

	expect([value, ...gradients].every((values) => values.every(Number.isFinite))).toBe(true);
	for (const weights of gradients.slice(2)) {
		const size = weights.length / 5;
		const largest = [0, 1, 2, 3, 4].map((e) => Math.max(...weights.slice(e * size, (e + 1) * size).map(Math.abs)));
		expect([0, 2, 4].map((e) => largest[e])).toEqual([0, 0, 0]);
		expect(Math.min(largest[1] ?? 0, largest[3] ?? 0)).toBeGreaterThan(0);
	}
});

test('a run repeats to the bit', async () => {
	const inputs = inputsOf({ tokens: 129, experts: 3, k: 2, d: 10, hidden: 12, isGated: false, busy: 3 });
	const [first, second] = [await evaluate('webgpu', as(groupedExperts), inputs), await evaluate('webgpu', as(groupedExperts), inputs)];

	expect(second).toEqual(first);
});

test('is four dispatches forward and six backward, with a gate too', async () => {
	await tf.setBackend('webgpu');
	for (const isGated of [false, true]) {
		const inputs = inputsOf({ tokens: 7, experts: 3, k: 2, d: 5, hidden: 4, isGated, busy: 3 });
		const names = (...plain: string[]): string[] => plain.map((name) => (isGated ? `${name}Gated` : name));
		const forward = names('moeSort', 'moeUp', 'moeDown', 'moeCombine');

		expect(kernelsOf(backend, as(groupedExperts), inputs, false)).toEqual(forward);
		expect(kernelsOf(backend, as(groupedExperts), inputs, true)).toEqual([
			...forward,
			...names('moeInner', 'moeOuter', 'moeSum', 'moeWeights', 'moeUps', 'moeDowns'),
		]);
	}
});

/** Loss after each step of a small layer that learns to negate, routing included. */
async function losses(isCompiled: boolean): Promise<number[]> {
	const router = tf.variable(toTensor(normal(1, [6, 4])));
	const up = tf.variable(toTensor(normal(2, [4, 6, 8], 0.4)));
	const down = tf.variable(toTensor(normal(3, [4, 8, 6], 0.4)));
	const optimizer = tf.train.sgd(0.5);
	const step = (x: tf.Tensor): tf.Scalar => {
		const loss = (): tf.Scalar => {
			const routing = topKRouting(tf.matMul(x, router), 2, { normalise: true });
			const error = tf.add(x, groupedExperts(x, routing, { up, down }));
			return tf.mean(tf.square(error));
		};
		const { value, grads } = tf.variableGrads(loss, [router, up, down]);
		optimizer.applyGradients(grads);
		return value;
	};
	const compiled = compile<[tf.Tensor]>(step);
	const values: number[] = [];
	for (let i = 0; i < 5; i += 1) {
		const x = toTensor(normal(10 + i, [7, 6]));
		values.push(isCompiled ? await (await compiled(x)).read() : ((await tf.tidy(() => step(x)).data())[0] ?? Number.NaN));
		x.dispose();
	}
	if (isCompiled) expect(compiled.status.mode).toBe('replayed');
	compiled.dispose();
	tf.dispose([router, up, down]);
	return values;
}

test('a replayed step with routing and experts equals the eager one, whatever the tokens choose, and learns', async () => {
	await tf.setBackend('webgpu');
	const eager = await losses(false);
	const replayed = await losses(true);

	expect(replayed).toEqual(eager);
	expect(eager[4]).toBeLessThan(eager[0] ?? 0);
	await tf.setBackend('wasm');
	const reference = await losses(false);
	for (const [i, loss] of eager.entries()) expect(Math.abs(loss - (reference[i] ?? 0))).toBeLessThan(2e-6);
});

test('shapes that do not fit are refused with the actual values', () => {
	const routing = { weights: tf.zeros<tf.Rank.R2>([3, 2]), experts: tf.zeros<tf.Rank.R2>([3, 2], 'int32') };
	const weights = { up: tf.zeros([4, 5, 6]), down: tf.zeros([4, 6, 5]) };

	expect(() => groupedExperts(tf.zeros([1, 3, 5]), routing, weights)).toThrow('it has the shape [1,3,5]. Reshape it');
	expect(() => groupedExperts(tf.zeros([3, 5]), routing, { ...weights, down: weights.up })).toThrow(
		"The experts' down is float32 [4,5,6]; with x [3,5] and up [4,5,6] it must be float32 [4,6,5].",
	);
	expect(() => groupedExperts(tf.zeros([2, 5]), routing, weights)).toThrow('must be float32 [2,2]');
	expect(() => groupedExperts(tf.zeros([3, 5]), { ...routing, experts: routing.weights }, weights)).toThrow('must be int32 [3,2]');
});
