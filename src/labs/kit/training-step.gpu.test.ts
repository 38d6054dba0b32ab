import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawWindows } from '#data/storyland/splits.ts';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { causalAttention } from '#labs/causal-attention/borrowed.ts';
import * as learner from '#labs/train-gpt/solution.ts';
import { refused, startDawn } from '../../../tests/support/dawn.ts';
import { createGpt, initialWeights } from './gpt.ts';
import { gptShapes } from './gpt-shapes.ts';
import { gptRecipe, type Recipe } from './recipe.ts';
import { decodeRun, encodeRun } from './snapshot.ts';
import { createTrainingStep, type TrainingStep } from './training-step.ts';

beforeAll(startDawn);
afterAll(() => expect(refused).toEqual([]));

const CONFIG = { layers: 1, width: 16, heads: 2, time: 12, vocabulary: 115 };
const IDENTITY = { lab: 'toy', preset: 'toy', seed: 3 };
const STEPS = 6;

interface Seen {
	readonly losses: number[];
	readonly file: ArrayBuffer;
	readonly status: TrainingStep['compiled']['status'];
	readonly kernels: ReturnType<TrainingStep['compiled']['kernels']>;
	/** Lengths of the last step's gradients. */
	readonly gradients: readonly number[];
}

async function run(backend: 'webgpu' | 'wasm', recipe: Recipe, until: number, resume: ArrayBuffer | null = null): Promise<Seen> {
	await tf.setBackend(backend);
	const stored = resume === null ? null : decodeRun(resume, { lab: 'toy', preset: 'toy', shapes: gptShapes(CONFIG) });
	const gpt = createGpt(CONFIG, stored?.weights.tensors ?? initialWeights(CONFIG, 3), causalAttention);
	const moments = stored === null ? null : { step: stored.step, tensors: stored.weights.tensors };
	const training = createTrainingStep({ gpt, recipe, steps: STEPS, stored: moments });
	const losses: number[] = [];
	for (let step = stored?.step ?? 0; step < until; step += 1) {
		const windows = tf.tensor2d(drawWindows('train', `3/${step}`, 2, CONFIG.time), [2, CONFIG.time], 'int32');
		losses.push(await (await training.run(windows, step)).read());
		windows.dispose();
		if (step === 2) training.compiled.measureNext();
	}
	const file = await encodeRun(gpt.params, training.state, IDENTITY, until);
	const gradients: number[] = [];
	for (const gradient of training.state.gradients?.values() ?? []) {
		const length = tf.norm(gradient);
		gradients.push((await length.data())[0] ?? Number.NaN);
		length.dispose();
	}
	const seen = { losses, file, gradients, status: training.compiled.status, kernels: training.compiled.kernels() };
	training.dispose();
	gpt.dispose();
	return seen;
}

const differenceOf = (a: readonly number[], b: readonly number[]): number =>
	Math.max(...a.map((x, i) => Math.abs(x - (b[i] ?? Number.NaN))));

test('the library recipe is replayed, agrees with WASM, and is timed kernel by kernel', async () => {
	const before = tf.memory().numTensors;
	const gpu = await run('webgpu', gptRecipe, STEPS);
	expect(tf.memory().numTensors).toBe(before);
	await startWasm();
	const wasm = await run('wasm', gptRecipe, STEPS);

	expect(differenceOf(gpu.losses, wasm.losses)).toBeLessThanOrEqual(1e-5);
	expect(gpu.status).toMatchObject({ mode: 'replayed', leaked: 0, reason: '' });
	expect(gpu.gradients).toHaveLength(gptShapes(CONFIG).size);
	expect(differenceOf(gpu.gradients, wasm.gradients)).toBeLessThanOrEqual(1e-4);
	expect(Math.max(...gpu.gradients)).toBeGreaterThan(0.1);
	expect(wasm.status).toMatchObject({ mode: 'eager' });
	expect(gpu.kernels?.length).toBe(gpu.status.dispatches);
	expect(gpu.kernels?.every(({ ns }) => ns !== null && ns >= 0)).toBe(true);
});

test('a recipe of the learner whose numbers change runs its JavaScript and replays its GPU work', async () => {
	const { losses, status } = await run('webgpu', learner as Recipe, STEPS);
	const library = await run('webgpu', gptRecipe, STEPS);

	// The same recipe twice, once in the learner's words: equal but for rounding.
	expect(differenceOf(losses, library.losses)).toBeLessThanOrEqual(1e-5);
	expect(status).toMatchObject({ mode: 'refilled', leaked: 0 });
	expect(status.stack).toMatch(/train-gpt\/solution\.ts/);
});

test('a run goes on from a file bit for bit', async () => {
	const whole = await run('webgpu', gptRecipe, STEPS);
	const half = await run('webgpu', gptRecipe, 3);
	const resumed = await run('webgpu', gptRecipe, STEPS, half.file);

	expect([...half.losses, ...resumed.losses]).toEqual(whole.losses);
	expect(new Uint8Array(resumed.file)).toEqual(new Uint8Array(whole.file));
});
