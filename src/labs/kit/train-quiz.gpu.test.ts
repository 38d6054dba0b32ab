import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { QUIZ_TIME, QUIZ_VOCABULARY } from '#data/tasks/quiz.ts';
import { causalAttentionHeads } from '#engine/ops/causal-attention.ts';
import { startWasm } from '#grading/verify/start-wasm.ts';
import * as objective from '#labs/grpo/solution.ts';
import * as maker from '#labs/rlvr-scaling/solution.ts';
import { refused, startDawn } from '../../../tests/support/dawn.ts';
import { createGpt, initialWeights } from './gpt.ts';
import type { TrainMessage } from './host.ts';
import { copyWeights } from './quiz-policy.ts';
import { createQuizRun } from './quiz-run.ts';
import { silentHost } from './silent-host.ts';
import { trainQuiz } from './train-quiz.ts';

beforeAll(startDawn);
afterAll(() => expect(refused).toEqual([]));

const SIZES = { layers: 1, width: 16, heads: 2, time: QUIZ_TIME, vocabulary: QUIZ_VOCABULARY };

async function lossesOn(backend: 'webgpu' | 'wasm', config: Readonly<Record<string, number>>): Promise<number[]> {
	await tf.setBackend(backend);
	const gpt = createGpt(SIZES, initialWeights(SIZES, 1), causalAttentionHeads);
	const run = createQuizRun(SIZES, await copyWeights(gpt), { config, seed: 3, objective });
	const losses: number[] = [];
	for (let step = 0; step < 4; step++) losses.push(await (await run.step(step)).loss.read());
	run.dispose();
	gpt.dispose();
	return losses;
}

test.each([{ size: 4 }, { size: 4, whole: 1, shared: 1 }])('a run with %o has the same losses on the GPU as on WASM', async (config) => {
	const gpu = await lossesOn('webgpu', config);
	await startWasm();
	const wasm = await lossesOn('wasm', config);

	for (const [i, loss] of gpu.entries()) expect(Math.abs(loss - (wasm[i] ?? Number.NaN))).toBeLessThan(1e-4);
});

test('a whole run on the GPU draws its two plots and leaves nothing behind', async () => {
	await tf.setBackend('webgpu');
	const before = tf.memory().numTensors;
	const messages: TrainMessage[] = [];
	const host = silentHost({
		preset: 'tiny',
		config: { ...SIZES, size: 4, baseSteps: 6 },
		steps: 8,
		seed: 1,
		emit: (message) => void messages.push(message),
	});
	await trainQuiz({ lab: 'rlvr-scaling', host, objective, maker });

	expect(tf.memory().numTensors).toBe(before);
	const ids = messages.flatMap((message) => (message.type === 'figure' && 'id' in message ? [message.id] : []));
	expect(ids).toContain('rise');
	expect(ids).toContain('pass-at-k');
});
