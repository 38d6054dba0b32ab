import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { refused, startDawn } from '../../../tests/support/dawn.ts';
import type { GraphBackend } from '../gpu/graph-backend.ts';
import {
	loadBalancingLoss,
	type Routing,
	type RoutingOptions,
	topKRouting,
	topKRoutingReference,
	updateRoutingBias,
} from './moe-router.ts';
import { differencesFromReference, finiteDifferenceErrors, type HostTensor, kernelsOf, normal, toTensor } from './testing.ts';

let backend: GraphBackend;
beforeAll(async () => {
	await startWasm();
	backend = await startDawn();
});
afterAll(() => expect(refused).toEqual([]));

type Route = typeof topKRouting;

const CASES = [
	{ tokens: 1, experts: 1, k: 1, normalise: true },
	{ tokens: 7, experts: 5, k: 2, normalise: true },
	{ tokens: 96, experts: 8, k: 2, normalise: false },
	{ tokens: 129, experts: 64, k: 8, normalise: true },
	{ tokens: 129, experts: 33, k: 3, normalise: false },
];

/** Weights and probabilities side by side, so that one output has both gradients. */
function both(route: Route, k: number, options: RoutingOptions): (logits: tf.Tensor) => tf.Tensor {
	return (logits) => {
		const { weights, probabilities } = route(logits, k, options);
		return tf.concat([weights, probabilities], 1);
	};
}

async function on(name: string, work: () => Routing): Promise<number[][]> {
	await tf.setBackend(name);
	const routing = work();
	const values = await Promise.all([routing.experts, routing.load, routing.weights].map(async (tensor) => Array.from(await tensor.data())));
	tf.dispose(routing);
	return values;
}

describe.each(CASES)('$tokens tokens, $k of $experts experts, normalise $normalise', ({ tokens, experts, k, normalise }) => {
	const logits = normal(tokens + experts, [tokens, experts]);

	test('chooses, weighs and differentiates as the reference on WASM', async () => {
		const differences = await differencesFromReference(both(topKRouting, k, { normalise }), both(topKRoutingReference, k, { normalise }), [
			logits,
		]);
		const reference = await on('wasm', () => topKRoutingReference(toTensor(logits), k, { normalise }));
		const fused = await on('webgpu', () => topKRouting(toTensor(logits), k, { normalise }));

		expect(Math.max(...differences)).toBeLessThan(2e-6);
		expect(fused[0]).toEqual(reference[0]);
		for (const [e, share] of (reference[1] ?? []).entries()) expect(fused[1]?.[e]).toBeCloseTo(share, 6);
	});

	test('has the gradient of its forward pass', async () => {
		await tf.setBackend('webgpu');
		// A shorter step than usual would lose digits, a longer one crosses a change of choice: logits are spread out instead.
		const spread: HostTensor = {
			shape: logits.shape,
			values: Float32Array.from(logits.values, (_, i) => ((i * 37) % experts) * 0.15 + 0.001 * i),
		};
		const [error = 1] = await finiteDifferenceErrors(both(topKRouting, k, { normalise }), [spread], { directions: 1 });

		expect(error).toBeLessThan(1e-3);
	});
});

test('of equal scores the lower expert wins, and no expert is taken twice', async () => {
	const logits: HostTensor = { values: Float32Array.from([1, 1, 1, 1, 1, 0, 2, 0, 2, 0, -1, -1, -1, 3, 3]), shape: [3, 5] };
	const expected = [0, 1, 2, 1, 3, 0, 3, 4, 0];

	const fused = await on('webgpu', () => topKRouting(toTensor(logits), 3, { normalise: true }));
	const reference = await on('wasm', () => topKRoutingReference(toTensor(logits), 3, { normalise: true }));

	expect(fused[0]).toEqual(expected);
	expect(reference[0]).toEqual(expected);
});

test('a bias changes the choice and not the weights', async () => {
	const logits: HostTensor = { values: Float32Array.from([3, 2, 1, 0, 0, 1, 2, 3]), shape: [2, 4] };
	const bias: HostTensor = { values: Float32Array.from([-1, 0, 0, 1]), shape: [4] };
	for (const normalise of [true, false]) {
		const fused = await on('webgpu', () => topKRouting(toTensor(logits), 2, { bias: toTensor(bias), normalise }));
		const reference = await on('wasm', () => topKRoutingReference(toTensor(logits), 2, { bias: toTensor(bias), normalise }));

		expect(fused[0]).toEqual([3, 1, 3, 2]);
		expect(reference[0]).toEqual(fused[0]);
		for (const [i, weight] of (reference[2] ?? []).entries()) expect(fused[2]?.[i]).toBeCloseTo(weight, 6);
	}
});

test('chosen experts that are all but impossible still have weights that sum to 1', async () => {
	const logits: HostTensor = { values: Float32Array.from([0, -200, -201]), shape: [1, 3] };
	const bias: HostTensor = { values: Float32Array.from([-2, 0.1, 0]), shape: [3] };

	const [, , weights = []] = await on('webgpu', () => topKRouting(toTensor(logits), 2, { bias: toTensor(bias), normalise: true }));

	expect(weights[0]).toBeCloseTo(1 / (1 + Math.exp(-1)), 6);
	expect((weights[0] ?? 0) + (weights[1] ?? 0)).toBeCloseTo(1, 6);
});

test('routing is two dispatches, and one more for the gradient of each of weights and probabilities', async () => {
	await tf.setBackend('webgpu');
	const inputs = [normal(1, [7, 5])];

	expect(kernelsOf(backend, (logits) => topKRouting(logits, 2, { normalise: true }).weights, inputs, false)).toEqual([
		'topKRouting',
		'routingLoad',
	]);
	expect(kernelsOf(backend, (logits) => topKRouting(logits, 2, { normalise: true }).weights, inputs, true)).toEqual([
		'topKRouting',
		'routingLoad',
		'topKWeightsGradient',
	]);
	expect(kernelsOf(backend, (logits) => topKRouting(logits, 2, { normalise: true }).probabilities, inputs, true)).toEqual([
		'topKRouting',
		'routingLoad',
		'routingProbabilitiesGradient',
	]);
});

test('the balancing loss is 1 when all is equal, and pushes probability away from a busy expert', async () => {
	for (const name of ['webgpu', 'wasm']) {
		await tf.setBackend(name);
		const even = loadBalancingLoss(tf.fill([4, 4], 0.25), tf.tensor2d([0, 1, 2, 3], [4, 1], 'int32'));
		const gradient = tf.grad((logits: tf.Tensor) => {
			const { probabilities, experts } = topKRouting(logits, 1, { normalise: false });
			return loadBalancingLoss(probabilities, experts);
		})(tf.tensor2d([2, 0, 0, 2, 0, 0, 0, 2, 0], [3, 3]));

		expect((await even.data())[0]).toBeCloseTo(1, 6);
		const byExpert = await tf.sum(gradient, 0).data();
		expect(byExpert[0]).toBeGreaterThan(0);
		expect(byExpert[2]).toBeLessThan(0);
	}
});

test('the bias of a busy expert falls, that of an idle one rises, that of a fair one stays', async () => {
	for (const name of ['webgpu', 'wasm']) {
		await tf.setBackend(name);
		const bias = tf.variable(tf.tensor1d([0.5, 0, 0]));
		// 5, 4 and 3 of 12 choices; 4 / 12 as a GPU may round it.
		updateRoutingBias(bias, tf.tensor1d([5 / 12, 0.33333337, 3 / 12]), tf.scalar(0.25));

		expect(Array.from(await bias.data())).toEqual([0.25, 0, 0.25]);
		bias.dispose();
	}
});

test('biases spread tokens that all prefer one expert', async () => {
	await tf.setBackend('webgpu');
	const logits = tf.tensor2d(Array.from({ length: 8 }, (_, t) => [1, 0.1 * t, 0.05 * t, 0]).flat(), [8, 4]);
	const bias = tf.variable(tf.zeros([4]));
	const loads: number[] = [];
	for (let step = 0; step < 12; step += 1) {
		const routing = topKRouting(logits, 1, { bias, normalise: true });
		updateRoutingBias(bias, routing.load, 0.04);
		loads.push(Math.max(...(await routing.load.data())));
		tf.dispose(routing);
	}

	expect(loads[0]).toBe(1);
	expect(Math.min(...loads.slice(6))).toBeLessThanOrEqual(0.5);
	tf.dispose([logits, bias]);
});

test('what does not fit is refused with the actual value', () => {
	const logits = tf.zeros([3, 4]);
	const options = { normalise: true };

	expect(() => topKRouting(tf.zeros([2, 3, 4]), 1, options)).toThrow('it got float32 [2,3,4]. Reshape them to two axes.');
	expect(() => topKRouting(tf.zeros([2, 65]), 1, options)).toThrow('up to 64 experts; the logits have 65');
	expect(() => topKRouting(logits, 5, options)).toThrow('k is 5: choose a whole number from 1 to 4 of the 4 experts.');
	expect(() => topKRouting(logits, 1, { ...options, bias: tf.zeros([3]) })).toThrow('has the shape [3]; 4 experts need [4]');
	expect(() => updateRoutingBias(tf.variable(tf.zeros([3])), tf.zeros([4]), 0.1)).toThrow('A bias of shape [3] cannot follow');
});
