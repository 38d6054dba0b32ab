/** Lab 2.3 for real: two models train side by side, the table of positions that RoPE replaces stays out of the run, and a resumed run ends as the whole one. */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { fromWorkerSchema } from '#contract/run.ts';
import { decodeSafetensors } from '#contract/safetensors.ts';
import { startWasm } from '#grading/verify/start-wasm.ts';
import type { TrainMessage } from '#labs/kit/host.ts';
import { silentHost } from '#labs/kit/silent-host.ts';
import * as solution from '#labs/rope/solution.ts';
import { train } from '#labs/rope/train.ts';

const CONFIG = { layers: 1, width: 16, heads: 2, trained: 12, time: 32, batch: 4, base: 10_000 };

async function run(resume: ArrayBuffer | null, stopAfter = Number.POSITIVE_INFINITY) {
	const messages: TrainMessage[] = [];
	let [done, file] = [0, new ArrayBuffer(0)];
	const host = silentHost({
		preset: 'toy',
		config: CONFIG,
		steps: 8,
		seed: 2,
		resume,
		stopped: () => done >= stopAfter,
		emit: (message) => void messages.push(message),
		snapshot: async (step, make) => {
			done = step;
			file = await make();
		},
	});
	await train(solution, host);
	return { messages, file };
}

const lastMeasure = (messages: readonly TrainMessage[]) => messages.findLast((each) => each.type === 'measure');

test('both models are measured inside and beyond the trained length, by messages of the contract', async () => {
	await startWasm();
	const before = tf.memory().numTensors;
	const { messages, file } = await run(null);

	for (const message of messages) expect(fromWorkerSchema.safeParse(message).success).toBe(true);
	expect(Object.keys(lastMeasure(messages)?.values ?? {}).toSorted()).toEqual(['learned', 'learnedBeyond', 'rope', 'ropeBeyond']);
	expect(tf.memory().numTensors).toBe(before);
	const read = decodeSafetensors(new Uint8Array(file));
	const names = read.ok ? [...read.weights.tensors.keys()] : [];
	expect(names).toContain('learned.position.embedding');
	expect(names).not.toContain('rope.position.embedding');
});

test('a resumed run ends as the whole one does', async () => {
	await startWasm();
	const whole = await run(null);
	const half = await run(null, 3);
	const rest = await run(half.file);

	expect(lastMeasure(rest.messages)).toEqual(lastMeasure(whole.messages));
});
