import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refused, startDawn } from '../../../tests/support/dawn.ts';
import type { GraphBackend } from '../gpu/graph-backend.ts';
import { runKernel } from '../gpu/kernel.ts';
import { createDecoder, type Decoder } from './create-decoder.ts';
import { randomWeights, variablesOf } from './random-weights.ts';
import type { Generated } from './rollout.ts';
import { CLASSIC, generateOnce, onDevice } from './testing.ts';

const config = { ...CLASSIC, layers: 1 };
const limits = { config, maxBatch: 4, maxTime: 16 };
const PROMPTS = [
	[1, 2, 3, 4],
	[5, 6, 7, 8],
	[10, 0, 9, 1],
];

let backend: GraphBackend;
let weights: Map<string, tf.Variable>;
let decoder: Decoder;
beforeAll(async () => {
	backend = await startDawn();
	weights = variablesOf(randomWeights(config, 3));
	decoder = createDecoder({ ...limits, weights });
});
afterAll(() => expect(refused).toEqual([]));

const rowOf = ({ tokens }: Generated, row: number, maxNew: number): number[] => Array.from(tokens.slice(row * maxNew, (row + 1) * maxNew));

test('prompts of different lengths give what each gives alone, by numbers or by a tensor', async () => {
	const asked = { maxNew: 4, seed: 1, temperature: 0 };
	const lengths = [4, 2, 1];
	const together = await generateOnce(decoder, { ...asked, prompts: PROMPTS, lengths });
	const tensor = tf.tensor1d(lengths, 'int32');
	const byTensor = await generateOnce(decoder, { ...asked, prompts: PROMPTS, lengths: tensor });
	tensor.dispose();

	expect(byTensor).toEqual(together);
	for (const [row, length] of lengths.entries()) {
		const alone = await generateOnce(decoder, { ...asked, prompts: [PROMPTS[row]?.slice(0, length) ?? []] });
		expect(rowOf(together, row, 4)).toEqual(rowOf(alone, 0, 4));
	}
});

test('one seed gives one text, another seed another, and top-k of 1 the most probable', async () => {
	const asked = { prompts: PROMPTS, maxNew: 6 };
	const seed = tf.scalar(7, 'int32');
	const [first, again, other] = [
		await generateOnce(decoder, { ...asked, seed: 7 }),
		await generateOnce(decoder, { ...asked, seed }),
		await generateOnce(decoder, { ...asked, seed: 8 }),
	];
	const greedy = await generateOnce(decoder, { ...asked, seed: 7, temperature: 0 });
	const onlyOne = await generateOnce(decoder, { ...asked, seed: 9, topK: 1 });
	const leastMass = await generateOnce(decoder, { ...asked, seed: 9, topP: 1e-6 });
	seed.dispose();

	expect(again).toEqual(first);
	expect(other.tokens).not.toEqual(first.tokens);
	expect(first.tokens).not.toEqual(greedy.tokens);
	expect(onlyOne).toEqual(greedy);
	expect(leastMass).toEqual(greedy);
	expect(decoder.status.recordings).toBe(1);
});

test('a row ends with its stop token; padding follows, with log-probability 0 and mask 0', async () => {
	const asked = { maxNew: 6, seed: 7 };
	const free = await generateOnce(decoder, { ...asked, prompts: PROMPTS });
	const stopToken = free.tokens[2] ?? 0;
	const given = onDevice({ ...asked, prompts: PROMPTS, stopToken, padToken: 9 });
	const rollout = await decoder.rollout(given);
	const [tokens, logProbs, mask, lengths] = await Promise.all([
		rollout.tokens.data(),
		rollout.logProbs.data(),
		rollout.mask.data(),
		rollout.lengths.data(),
	]);
	tf.dispose([...Object.values({ ...rollout }), given.prompts]);

	expect(lengths[0]).toBeLessThanOrEqual(3);
	for (const [row, length] of Array.from(lengths).entries()) {
		const found = rowOf(free, row, 6).indexOf(stopToken);
		expect(length).toBe(found < 0 ? 6 : found + 1);
		for (let at = 0; at < 6; at += 1) {
			const i = 6 * row + at;
			const wanted = at < length ? [free.tokens[i], free.logProbs[i], 1] : [9, 0, 0];
			expect([tokens[i], logProbs[i], mask[i]]).toEqual(wanted);
		}
	}
});

test('rows that have all ended cost no further steps', async () => {
	const greedy = await generateOnce(decoder, { prompts: [[1]], maxNew: 1, seed: 0, temperature: 0 });
	const stopToken = greedy.tokens[0] ?? 0;
	const { lengths } = await generateOnce(decoder, {
		...{ prompts: [[1], [1]], maxNew: 15, seed: 0, temperature: 0, stopToken },
		// Short submits, whatever the speed of this machine.
		onTokens: { every: 2, show: () => undefined },
	});

	expect(Array.from(lengths)).toEqual([1, 1]);
	expect(decoder.status.steps).toBeLessThan(15);
});

test('weights changed in place are seen by the next rollout without a new recording, assigned ones with one', async () => {
	const asked = { prompts: PROMPTS, maxNew: 4, seed: 7 };
	const before = await generateOnce(decoder, asked);
	const { recordings } = decoder.status;
	const head = weights.get('head.weight');
	if (head === undefined) throw new Error('The test model has a head.');
	const negate = (): void =>
		void runKernel(backend, {
			name: 'negateInPlace',
			source: '@compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3u) { w[id.x] = -w[id.x]; }',
			inputs: {},
			inPlace: { w: head },
			outputs: {},
			grid: [head.size, 1, 1],
		});
	negate();
	const negated = await generateOnce(decoder, asked);

	expect(negated.tokens).not.toEqual(before.tokens);
	expect(decoder.status.recordings).toBe(recordings);

	negate();
	const restored = await generateOnce(decoder, asked);
	expect(restored).toEqual(before);
	tf.tidy(() => head.assign(tf.neg(head)));
	const assigned = await generateOnce(decoder, asked);
	tf.tidy(() => head.assign(tf.neg(head)));
	expect(assigned).toEqual(negated);
	expect(decoder.status.recordings).toBe(recordings + 1);
});

test('weights that lie side by side in one buffer, as an optimiser keeps them, are read where they are', async () => {
	const asked = { prompts: PROMPTS, maxNew: 4, seed: 7 };
	const places = [...weights.values()].map(({ size }) => Math.ceil(size / 64) * 256);
	const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
	const buffer = backend.device.createBuffer({ size: places.reduce((sum, bytes) => sum + bytes, 0), usage });
	let offset = 0;
	const flat = new Map(
		[...weights].map(([name, weight], i) => {
			const view = tf.engine().makeTensorFromTensorInfo(backend.viewOf(buffer, offset, weight.shape, 'float32'), tf.backend());
			backend.copy(weight, view);
			offset += places[i] ?? 0;
			return [name, view] as const;
		}),
	);
	const flatDecoder = createDecoder({ ...limits, weights: flat });

	expect(await generateOnce(flatDecoder, asked)).toEqual(await generateOnce(decoder, asked));
	flatDecoder.dispose();
	tf.dispose([...flat.values()]);
	buffer.destroy();
	await expect(generateOnce(createDecoder({ ...limits, weights: flat }), asked)).rejects.toThrow('A weight of this decoder was disposed.');
});

test('text is shown as it comes, and a rollout that is stopped gives what there is', async () => {
	const shown: number[] = [];
	const asked = { prompts: PROMPTS, maxNew: 7, seed: 7 };
	const whole = await generateOnce(decoder, asked);
	const streamed = await generateOnce(decoder, {
		...asked,
		onTokens: { every: 3, show: ({ tokens, lengths }) => shown.push(lengths[0] ?? 0, tokens[2] ?? 0) },
	});
	const stopped = await generateOnce(decoder, {
		...asked,
		stopped: () => shown.push(0) > 6,
		onTokens: { every: 2, show: () => undefined },
	});

	expect(streamed).toEqual(whole);
	expect(shown.slice(0, 4)).toEqual([3, whole.tokens[2], 6, whole.tokens[2]]);
	const made = stopped.lengths[0] ?? 0;
	expect(made).toBeGreaterThan(0);
	expect(made).toBeLessThan(7);
	expect(rowOf(stopped, 0, 7).slice(0, made)).toEqual(rowOf(whole, 0, 7).slice(0, made));
});

test('a rollout keeps no tensors, sends few submits and leaves nothing behind', async () => {
	const { numTensors } = tf.memory();
	const asked = { prompts: PROMPTS, maxNew: 6, seed: 7 };
	await generateOnce(decoder, asked);
	await Promise.all([generateOnce(decoder, asked), generateOnce(decoder, asked)]);

	expect(tf.memory().numTensors).toBe(numTensors);
	expect(decoder.status.steps).toBe(9);
	expect(decoder.status.submits).toBeLessThan(9);

	const passing = createDecoder({ ...limits, weights });
	passing.dispose();
	expect(tf.memory().numTensors).toBe(numTensors);
	await expect(generateOnce(passing, asked)).rejects.toThrow('This decoder was disposed. Call createDecoder again to make a new one.');
});

test('what does not fit is refused in a sentence', async () => {
	const refusal = (asked: Partial<Parameters<typeof generateOnce>[1]>): Promise<string> =>
		generateOnce(decoder, { prompts: PROMPTS, maxNew: 2, seed: 1, ...asked }).then(
			() => 'accepted',
			(error: unknown) => (error instanceof Error ? error.message : 'no error'),
		);

	expect(await refusal({ maxNew: 13 })).toBe('Prompts of 4 and 13 new tokens are more than maxTime, 16: shorten one of them.');
	expect(await refusal({ prompts: [[1], [1], [1], [1], [1]] })).toContain('5 prompts at once are more than maxBatch, 4');
	expect(await refusal({ lengths: [4, 5, 1] })).toBe('A prompt of 5 tokens is not between 1 and 4, the width of the prompts.');
	expect(await refusal({ temperature: -1 })).toContain('A temperature of -1 has no meaning');
	expect(await refusal({ topP: 0 })).toContain('topP is 0');
	expect(() => createDecoder({ ...limits, maxTime: 25, weights })).toThrow('The model has 24 learned positions');
	const lacking = new Map([...weights].filter(([name]) => name !== 'norm.scale'));
	expect(() => createDecoder({ ...limits, weights: lacking })).toThrow('The weight norm.scale is missing.');
	const config2 = { ...config, vocabulary: 12 };
	expect(() => createDecoder({ ...limits, config: config2, weights })).toThrow('token.embedding has the shape [11, 16]');
	expect(await refusal({})).toBe('accepted');
});
