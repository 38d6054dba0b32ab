import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { causalAttention } from '#labs/causal-attention/borrowed.ts';
import { adamwStep, loss } from '#labs/train-gpt/solution.ts';
import { createGpt, type Gpt, initialWeights } from './gpt.ts';
import { countParameters, gptConfigOf } from './gpt-shapes.ts';
import { estimateMemory } from './memory-estimate.ts';
import { type AdamState, createAdamState, disposeAdamState } from './recipe.ts';

const MB = 1e6;
const TINY = { layers: 1, width: 32, heads: 2, time: 48, batch: 8 };
const SMALL = { layers: 2, width: 64, heads: 4, time: 48, batch: 16 };
const LONG = { layers: 1, width: 48, heads: 4, time: 48, batch: 16 };

/** Of tfjs's engine, the one private function that every kernel goes through. */
interface Kernels {
	runKernelFunc: (...given: unknown[]) => unknown;
}

/** Most bytes that the tensors of one step in plain tfjs hold at once, over those that lived before it. */
function peakOfStep(preset: Readonly<Record<string, number>>): number {
	const gpt = createGpt(gptConfigOf(preset), initialWeights(gptConfigOf(preset), 1), causalAttention);
	const state = createAdamState(gpt.params);
	// The declaration says private; the test only listens.
	const kernels = tf.engine() as unknown as Kernels;
	const [before, plain] = [tf.memory().numBytes, kernels.runKernelFunc];
	let peak = 0;
	kernels.runKernelFunc = function counted(this: Kernels, ...given) {
		const result = Reflect.apply(plain, this, given);
		peak = Math.max(peak, tf.memory().numBytes - before);
		return result;
	};
	tf.tidy(() => step(gpt, state, preset));
	kernels.runKernelFunc = plain;
	gpt.dispose();
	disposeAdamState(state);
	return peak;
}

function step(gpt: Gpt, state: AdamState, { batch = 1, time = 1 }: Readonly<Record<string, number>>): void {
	const window = tf.zeros<tf.Rank.R2>([batch, time], 'int32');
	const { grads } = tf.variableGrads(() => loss(gpt.logits, window, window), [...gpt.params.values()]);
	const byName = [...gpt.params].map(([name, param]) => [name, grads[param.name] ?? tf.zerosLike(param)] as const);
	adamwStep(gpt.params, new Map(byName), state, 0.001);
}

beforeAll(() => startWasm());

test('weights, gradients and two moments are sixteen bytes a parameter', () => {
	const parameters = countParameters(gptConfigOf(SMALL));
	const { weights = 0, gradients = 0, moments = 0 } = estimateMemory(SMALL) ?? {};

	expect(parameters).toBe(117_888);
	expect([weights, gradients, moments]).toEqual([4, 4, 8].map((bytes) => bytes * parameters));
});

test('activations of the small preset by hand: 768 tokens · (2 · (16 · 64 + 2 · 4 · 48) + 3 · 64 + 3 · 115) floats', () => {
	expect(estimateMemory(SMALL)?.activations).toBe(4 * 768 * (2 * (1_024 + 384) + 192 + 345));
});

// The engine's planner on recordings with fused attention (d 128, L 4 and d 384, L 6 at B 16, T 128; a vocabulary of 64 in place of 115).
test.each([
	['four layers of width 128', { layers: 4, width: 128, heads: 4, time: 128, batch: 16 }, 76 * MB],
	['six layers of width 384', { layers: 6, width: 384, heads: 6, time: 128, batch: 16 }, 326 * MB],
])('the planned memory of %s is estimated within a tenth', (_, preset, measured) => {
	const { activations = 0 } = estimateMemory(preset, true) ?? {};

	expect(activations / measured).toBeGreaterThan(0.9);
	expect(activations / measured).toBeLessThan(1.1);
});

test.each([
	['tiny', TINY],
	['small', SMALL],
	['long', LONG],
])('a step of %s as it is written peaks within a quarter of the estimate', (_, preset) => {
	const { eager = 0, weights = 0, moments = 0 } = estimateMemory(preset) ?? {};
	const ratio = peakOfStep(preset) / (eager - weights - moments);

	expect(ratio).toBeGreaterThan(0.75);
	expect(ratio).toBeLessThan(1.25);
});

test('a config that is no GPT is not estimated', () => {
	expect(estimateMemory({ width: 8, batch: 4 })).toBeNull();
});
