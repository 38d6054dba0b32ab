import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { causalAttention } from '#labs/causal-attention/borrowed.ts';
import type { TrainHost, TrainMessage } from './host.ts';
import { gptRecipe } from './recipe.ts';
import { silentHost } from './silent-host.ts';
import { runTraining } from './train.ts';

const CONFIG = { layers: 1, width: 16, heads: 2, time: 24, batch: 4 };

interface Seen {
	readonly messages: TrainMessage[];
	readonly files: Map<number, ArrayBuffer>;
}

async function run(steps: number, options: Partial<TrainHost> = {}): Promise<Seen> {
	const seen: Seen = { messages: [], files: new Map() };
	const host: TrainHost = {
		...silentHost({ preset: 'toy', config: CONFIG, steps, seed: 3 }),
		emit: (message) => void seen.messages.push(message),
		snapshot: async (step, make) => void seen.files.set(step, await make()),
		...options,
	};
	await runTraining({ lab: 'toy', host, recipe: gptRecipe, attention: causalAttention });
	return seen;
}

const metrics = (seen: Seen) => seen.messages.filter((message) => message.type === 'metric');

describe('the training loop', () => {
	beforeAll(() => startWasm());

	test('keeps the number of tensors flat and leaves none behind', async () => {
		const before = tf.memory().numTensors;
		const counts = metrics(await run(8)).map((metric) => metric.tensors);
		expect(new Set(counts).size).toBe(1);
		expect(tf.memory().numTensors).toBe(before);
	});

	test('goes on from a file as if it had never stopped', async () => {
		const whole = await run(8);
		const resumed = await run(8, { resume: whole.files.get(4) ?? null, seed: 99 });
		expect(metrics(resumed).map(({ step, loss }) => [step, loss])).toEqual(
			metrics(whole)
				.slice(4)
				.map(({ step, loss }) => [step, loss]),
		);
	});

	test('stops between steps and keeps the last one', async () => {
		let breaths = 0;
		const breathe = async (): Promise<void> => {
			breaths += 1;
		};
		const seen = await run(8, { stopped: () => breaths >= 1, breathe });
		expect(metrics(seen).length).toBeLessThan(8);
		expect(seen.files.size).toBeGreaterThan(0);
	});

	test('draws rows of the attention that sum to one', async () => {
		const figure = (await run(2)).messages.find((message) => message.type === 'figure' && message.figure === 'attention');
		const time = figure?.tokens.length ?? 0;
		for (const { weights } of figure?.heads ?? []) {
			for (let row = 0; row < time; row++) expect(weights.slice(row * time, (row + 1) * time).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 4);
		}
	});

	test('refuses to go on from another preset', async () => {
		const { files } = await run(2);
		await expect(run(4, { preset: 'other', resume: files.get(2) ?? null })).rejects.toThrow('of the preset "toy", this one of "other"');
	});
});
