import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { causalAttention } from '#labs/causal-attention/borrowed.ts';
import * as learner from '#labs/train-gpt/solution.ts';
import { refused, startDawn } from '../../../tests/support/dawn.ts';
import type { TrainHost, TrainMessage } from './host.ts';
import { gptRecipe, type Recipe } from './recipe.ts';
import { runTraining } from './train.ts';

beforeAll(startDawn);
afterAll(() => expect(refused).toEqual([]));

const CONFIG = { layers: 1, width: 16, heads: 2, time: 12, batch: 2 };

interface Seen {
	readonly losses: number[];
	readonly messages: TrainMessage[];
	readonly files: Map<number, ArrayBuffer>;
}

async function run(backend: 'webgpu' | 'wasm', recipe: Recipe, steps: number, resume: ArrayBuffer | null = null): Promise<Seen> {
	await tf.setBackend(backend);
	const messages: TrainMessage[] = [];
	const files = new Map<number, ArrayBuffer>();
	const host: TrainHost = {
		preset: 'toy',
		config: CONFIG,
		steps,
		seed: 3,
		resume,
		stopped: () => false,
		now: () => performance.now(),
		emit: (message) => void messages.push(message),
		lineOf: (stack) => (stack.includes('solution.ts') ? 1 : undefined),
		snapshot: async (step, make) => void files.set(step, await make()),
		breathe: async () => {},
	};
	await runTraining({ lab: 'toy', host, recipe, attention: causalAttention });
	return { losses: messages.flatMap((message) => (message.type === 'metric' ? [message.loss] : [])), messages, files };
}

const lastStatus = ({ messages }: Seen) => messages.findLast((message) => message.type === 'engine')?.status;

test('the library recipe is replayed, agrees with WASM, and says what it runs', async () => {
	const before = tf.memory().numTensors;
	const gpu = await run('webgpu', gptRecipe, 6);
	await startWasm();
	const wasm = await run('wasm', gptRecipe, 6);

	const difference = Math.max(...gpu.losses.map((loss, i) => Math.abs(loss - (wasm.losses[i] ?? Number.NaN))));
	expect(difference).toBeLessThanOrEqual(1e-5);
	expect(lastStatus(gpu)).toMatchObject({ mode: 'replayed', leaked: 0, reason: '' });
	expect(lastStatus(wasm)).toMatchObject({ mode: 'eager' });
	const kernels = gpu.messages.find((message) => message.type === 'kernels');
	expect(kernels?.replayed.length).toBe(lastStatus(gpu)?.dispatches);
	await tf.setBackend('webgpu');
	expect(tf.memory().numTensors).toBe(before);
});

test('a learner recipe with numbers that change runs its JavaScript and replays its GPU work', async () => {
	const { losses, messages } = await run('webgpu', learner as Recipe, 6);
	const library = await run('webgpu', gptRecipe, 6);

	// The same recipe twice, once in the learner's words: equal but for rounding.
	expect(Math.max(...losses.map((loss, i) => Math.abs(loss - (library.losses[i] ?? Number.NaN))))).toBeLessThanOrEqual(1e-5);
	expect(lastStatus({ losses, messages, files: new Map() })).toMatchObject({ mode: 'refilled', line: 1, leaked: 0 });
});

test('a run goes on from a file bit for bit', async () => {
	const whole = await run('webgpu', gptRecipe, 6);
	const resumed = await run('webgpu', gptRecipe, 6, whole.files.get(3) ?? null);

	expect(resumed.losses).toEqual(whole.losses.slice(3));
});
