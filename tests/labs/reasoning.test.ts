/** The runs of module 7 for real, on tiny models: messages of the contract, nothing left behind, a resumed run, and the server's measure. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { fromWorkerSchema } from '#contract/run.ts';
import { decodeSafetensors, encodeSafetensors } from '#contract/safetensors.ts';
import { startWasm } from '#grading/verify/start-wasm.ts';
import * as budgetSolution from '#labs/budget-forcing/solution.ts';
import { train as trainBudget } from '#labs/budget-forcing/train.ts';
import { initialWeights } from '#labs/kit/gpt.ts';
import { gptConfigOf } from '#labs/kit/gpt-shapes.ts';
import type { Train, TrainMessage } from '#labs/kit/host.ts';
import { silentHost } from '#labs/kit/silent-host.ts';
import { measure } from '#labs/scratchpad/measure.hidden.ts';
import * as scratchpadSolution from '#labs/scratchpad/solution.ts';
import { train as trainScratchpad } from '#labs/scratchpad/train.ts';
import * as votesSolution from '#labs/self-consistency/solution.ts';
import { train as trainVotes } from '#labs/self-consistency/train.ts';
import * as routerSolution from '#labs/think-router/solution.ts';
import { train as trainRouter } from '#labs/think-router/train.ts';

const CONFIG = { layers: 1, width: 16, heads: 2, time: 16, vocabulary: 18, most: 2, largest: 3, batch: 4 };
const STEPS = 4;

interface Given {
	readonly config?: Record<string, number>;
	readonly base?: ArrayBuffer;
	readonly resume?: ArrayBuffer;
	readonly stopAfter?: number;
}

async function run(train: Train, solution: object, { config, base, resume, stopAfter = Number.POSITIVE_INFINITY }: Given = {}) {
	const messages: TrainMessage[] = [];
	let [done, file] = [0, new ArrayBuffer(0)];
	const host = silentHost({
		...{ preset: 'toy', config: { ...CONFIG, ...config }, steps: STEPS, seed: 3, base: base ?? null, resume: resume ?? null },
		stopped: () => done >= stopAfter,
		emit: (message) => void messages.push(message),
		snapshot: async (step, make) => {
			done = step;
			file = await make();
		},
	});
	await train({ ...solution }, host);
	return { messages, file };
}

const figureIds = (messages: readonly TrainMessage[]) =>
	new Set(messages.flatMap((each) => (each.type === 'figure' && each.figure !== 'attention' ? [each.id] : [])));

beforeAll(() => startWasm());

describe('lab 7.1', () => {
	test('tells of both ways to answer, and leaves nothing behind', async () => {
		const before = tf.memory().numTensors;
		const { messages } = await run(trainScratchpad, scratchpadSolution);

		for (const message of messages) expect(fromWorkerSchema.safeParse(message).success).toBe(true);
		const measured = messages.findLast((each) => each.type === 'measure');
		expect(Object.keys(measured?.values ?? {}).toSorted()).toEqual(['direct', 'think']);
		expect(figureIds(messages)).toEqual(new Set(['by-difficulty']));
		expect(tf.memory().numTensors).toBe(before);
	});

	test('goes on from a stored run as if it had never stopped', async () => {
		const whole = await run(trainScratchpad, scratchpadSolution);
		const half = await run(trainScratchpad, scratchpadSolution, { stopAfter: 2 });
		const rest = await run(trainScratchpad, scratchpadSolution, { resume: half.file });
		const lossOf = (messages: readonly TrainMessage[]) => messages.findLast((each) => each.type === 'metric')?.loss;

		expect(lossOf(rest.messages)).toBeCloseTo(lossOf(whole.messages) ?? 0, 5);
	});

	test('refuses rows and traces that do not fit, in the learner’s words', async () => {
		const short = { ...scratchpadSolution, example: () => ({ inputs: [1], targets: [1], mask: [1] }) };
		const odd = { ...scratchpadSolution, trace: () => '7/2' };

		await expect(run(trainScratchpad, short)).rejects.toThrow('example returned 1 numbers as inputs; a row of 16 tokens needs 15');
		await expect(run(trainScratchpad, odd)).rejects.toThrow('"/" is not one of the tokens');
	});

	test('has weights that the server can measure', async () => {
		const { file } = await run(trainScratchpad, scratchpadSolution);
		const read = decodeSafetensors(new Uint8Array(file));
		if (!read.ok) throw new Error(read.message);
		const shapes = measure.shapes(CONFIG);
		const tensors = new Map([...read.weights.tensors].filter(([name]) => shapes.has(name)));
		const measured = await measure.measure({ preset: 'toy', config: CONFIG, tensors, metadata: new Map() }, { split: 'hidden', seed: 's' });

		expect(measured.count).toBe(512);
		expect(measured.value).toBeLessThan(0.5);
	});
});

describe('the labs that measure the shipped reasoner', () => {
	const tensors = initialWeights(gptConfigOf(CONFIG), 1);
	const base = encodeSafetensors({ tensors, metadata: new Map() }).buffer;
	const labs: readonly (readonly [string, Train, object, readonly string[]])[] = [
		['self-consistency', trainVotes, votesSolution, ['votes', 'cost']],
		['budget-forcing', trainBudget, budgetSolution, ['budgets', 'steps', 'choice']],
		['think-router', trainRouter, routerSolution, ['frontier', 'cost']],
	];

	test.each(labs)('%s draws its figures and leaves nothing behind', async (_, train, solution, ids) => {
		const before = tf.memory().numTensors;
		const { messages } = await run(train, solution, { base, config: { problems: 8, samples: 4 } });

		for (const message of messages) expect(fromWorkerSchema.safeParse(message).success).toBe(true);
		expect(figureIds(messages)).toEqual(new Set(ids));
		expect(tf.memory().numTensors).toBe(before);
	});

	test('a run without the base is refused', async () => {
		await expect(run(trainVotes, votesSolution)).rejects.toThrow('needs the checkpoint reasoner-base');
	});
});
