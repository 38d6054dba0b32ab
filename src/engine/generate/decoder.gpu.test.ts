import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { refused, startDawn } from '../../../tests/support/dawn.ts';
import { createDecoder, type Decoder } from './create-decoder.ts';
import type { DecoderConfig } from './model-weights.ts';
import type { Generated } from './rollout.ts';
import { CLASSIC, type HostRollout, MODERN, onDevice, onWasm, randomWeights, variablesOf } from './testing.ts';

/** A device may round the other way within this distance of an edge; above it every token must be the reference's. */
const EDGE = 1e-6;

beforeAll(async () => {
	await startWasm();
	await startDawn();
});
afterAll(() => expect(refused).toEqual([]));

async function generateOnce(decoder: Decoder, asked: HostRollout): Promise<Generated> {
	const given = onDevice(asked);
	const generated = await decoder.generate(given);
	given.prompts.dispose();
	return generated;
}

/** Both ways with the same weights; asserts that they agree wherever no row came near an edge. */
async function expectAgreement(config: DecoderConfig, maxBatch: number, maxTime: number, asked: HostRollout): Promise<Generated> {
	const weights = randomWeights(config, 3);
	const expected = await onWasm({ config, maxBatch, maxTime }, weights, asked);
	const variables = variablesOf(weights);
	const decoder = createDecoder({ config, weights: variables, maxBatch, maxTime });
	const got = await generateOnce(decoder, asked);
	decoder.dispose();
	tf.dispose([...variables.values()]);

	const isSure = (_: unknown, at: number): boolean => (expected.margins[Math.floor(at / asked.maxNew)] ?? 0) > EDGE;
	expect(expected.margins.filter((margin) => margin > EDGE).length).toBeGreaterThan(asked.prompts.length / 2);
	expect(got.tokens.filter(isSure)).toEqual(expected.tokens.filter(isSure));
	expect(got.lengths).toEqual(expected.lengths);
	const apart = got.logProbs.map((logProb, at) => Math.abs(logProb - (expected.logProbs[at] ?? Number.NaN))).filter(isSure);
	expect(Math.max(...apart)).toBeLessThan(1e-5);
	return got;
}

const PROMPTS = [
	[1, 2, 3, 4],
	[5, 6, 7, 8],
	[10, 0, 9, 1],
];

test.each([
	['the classic model', CLASSIC],
	['the modern one', MODERN],
	['layer norms with RoPE', { ...CLASSIC, position: 'rope' }],
] as const)('%s gives the tokens and log-probabilities of plain tfjs', async (_, config) => {
	await expectAgreement(config, 3, 12, { prompts: PROMPTS, maxNew: 6, seed: 1, temperature: 0 });
	await expectAgreement(config, 4, 12, { prompts: PROMPTS, maxNew: 6, seed: 1, temperature: 1.5, topK: 8, topP: 0.95 });
});

test('texts longer than a span of attention and batches of many rows a workgroup agree too', async () => {
	const long = PROMPTS.map((prompt) => Array.from({ length: 34 }, (_, i) => prompt[i % 4] ?? 0));
	await expectAgreement({ ...MODERN, layers: 1, time: 40 }, 3, 40, { prompts: long, maxNew: 3, seed: 2 });

	const many = Array.from({ length: 130 }, (_, row) => [row % 11, 3]);
	await expectAgreement({ ...CLASSIC, layers: 1, width: 12 }, 130, 8, { prompts: many, maxNew: 2, seed: 2 });
	await expectAgreement({ ...CLASSIC, layers: 1, width: 10 }, 257, 8, { prompts: many, maxNew: 2, seed: 2 });
});
