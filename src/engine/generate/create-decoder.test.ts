import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { createDecoder } from './create-decoder.ts';
import { randomWeights, variablesOf } from './random-weights.ts';
import { CLASSIC, generateOnce, MODERN } from './testing.ts';

const PROMPTS = [
	[1, 2, 3, 4],
	[5, 6, 7, 8],
	[10, 0, 9, 1],
];

beforeAll(() => startWasm());

test('on the processor prompts of different lengths give what each gives alone', async () => {
	const decoder = createDecoder({ config: MODERN, weights: variablesOf(randomWeights(MODERN, 3)), maxBatch: 3, maxTime: 12 });
	const asked = { maxNew: 4, seed: 1, temperature: 0 };
	const lengths = [4, 2, 1];

	const { tokens } = await generateOnce(decoder, { ...asked, prompts: PROMPTS, lengths });

	for (const [row, length] of lengths.entries()) {
		const alone = await generateOnce(decoder, { ...asked, prompts: [PROMPTS[row]?.slice(0, length) ?? []] });
		expect(tokens.slice(4 * row, 4 * row + 4)).toEqual(alone.tokens);
	}
});

test('on the processor text is shown as it comes, Stop is heard, and no tensor stays', async () => {
	const decoder = createDecoder({ config: CLASSIC, weights: variablesOf(randomWeights(CLASSIC, 3)), maxBatch: 3, maxTime: 16 });
	const asked = { prompts: PROMPTS, maxNew: 9, seed: 2 };
	const { numTensors } = tf.memory();
	const lengthsShown: number[] = [];
	let asks = 0;

	const whole = await generateOnce(decoder, asked);
	const streamed = await generateOnce(decoder, {
		...asked,
		onTokens: { every: 4, show: ({ lengths }) => lengthsShown.push(lengths[0] ?? 0) },
	});
	const stopped = await generateOnce(decoder, { ...asked, stopped: () => ++asks > 2 });

	expect(streamed).toEqual(whole);
	expect(lengthsShown).toEqual([4, 8]);
	expect(Array.from(stopped.lengths)).toEqual([5, 5, 5]);
	expect(Array.from(stopped.tokens.slice(0, 9))).toEqual([...Array.from(whole.tokens.slice(0, 5)), 0, 0, 0, 0]);
	expect(tf.memory().numTensors).toBe(numTensors);
});

test('the draw of a row depends on its place in the batch and on the seed, not on the other rows', async () => {
	const decoder = createDecoder({ config: CLASSIC, weights: variablesOf(randomWeights(CLASSIC, 3)), maxBatch: 3, maxTime: 12 });
	const same = [1, 2];

	const three = await generateOnce(decoder, { prompts: [same, same, same], maxNew: 8, seed: 2 });
	const one = await generateOnce(decoder, { prompts: [same], maxNew: 8, seed: 2 });

	expect(three.tokens.slice(0, 8)).toEqual(one.tokens);
	expect(three.tokens.slice(8, 16)).not.toEqual(one.tokens);
});

test('a decoder without a size that fits a device is refused', () => {
	const weights = variablesOf(randomWeights(CLASSIC, 3));

	expect(() => createDecoder({ config: CLASSIC, weights, maxBatch: 0, maxTime: 4 })).toThrow('maxBatch is 0: give a whole number');
	expect(() => createDecoder({ config: { ...CLASSIC, heads: 3 }, weights, maxBatch: 1, maxTime: 4 })).toThrow('A width of 16 cannot be');
});
