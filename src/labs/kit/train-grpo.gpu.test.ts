import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADDITION_TIME, ADDITION_VOCABULARY } from '#data/tasks/addition.ts';
import { causalAttentionHeads } from '#engine/ops/causal-attention.ts';
import { startWasm } from '#grading/verify/start-wasm.ts';
import * as solution from '#labs/grpo/solution.ts';
import { refused, startDawn } from '../../../tests/support/dawn.ts';
import { createGpt, initialWeights } from './gpt.ts';
import type { TrainMessage } from './host.ts';
import { silentHost } from './silent-host.ts';
import { encodeRun } from './snapshot.ts';
import { trainGrpo } from './train-grpo.ts';

beforeAll(startDawn);
afterAll(() => expect(refused).toEqual([]));

const SIZES = { layers: 1, width: 16, heads: 2, time: ADDITION_TIME, vocabulary: ADDITION_VOCABULARY };
const CONFIG = { ...SIZES, groups: 2, size: 4, rate: 1e-3, beta: 0.05, clip: 0.2, look: 4, pass: 1 };
const STEPS = 4;

/** Pays for texts whose length is even: an untrained model finds some of both kinds. */
const evenLength = (_: unknown, text: string): number => (text.length % 2 === 0 ? 1 : 0);

async function run(backend: 'webgpu' | 'wasm'): Promise<{ losses: number[]; messages: TrainMessage[] }> {
	await tf.setBackend(backend);
	const gpt = createGpt(SIZES, initialWeights(SIZES, 1), causalAttentionHeads);
	const base = await encodeRun(gpt.params, null, { lab: 'toy', preset: 'toy', seed: 1 }, 0);
	gpt.dispose();
	const messages: TrainMessage[] = [];
	const host = silentHost({ preset: 'small', config: CONFIG, steps: STEPS, seed: 3, base, emit: (message) => void messages.push(message) });
	await trainGrpo({ lab: 'grpo', host, objective: solution, reward: evenLength });
	return { losses: messages.flatMap((message) => (message.type === 'metric' ? [message.loss] : [])), messages };
}

test('a run on the GPU draws the same samples, has the same losses as on WASM, and leaves nothing behind', async () => {
	const before = tf.memory().numTensors;
	const gpu = await run('webgpu');
	expect(tf.memory().numTensors).toBe(before);
	await startWasm();
	const wasm = await run('wasm');

	expect(gpu.losses).toHaveLength(STEPS);
	for (const [i, loss] of gpu.losses.entries()) expect(Math.abs(loss - (wasm.losses[i] ?? Number.NaN))).toBeLessThan(1e-4);
	const figures = gpu.messages.filter((message) => message.type === 'figure').map(({ figure }) => figure);
	expect(figures).toContain('rollouts');
	expect(figures).toContain('plot');
});
