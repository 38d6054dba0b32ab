import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { refused, startDawn } from '../../../tests/support/dawn.ts';
import { createDecoder } from './create-decoder.ts';
import type { DecoderConfig } from './model-weights.ts';
import { randomWeights, variablesOf } from './random-weights.ts';
import { CLASSIC, type Expected, fullForward, generateOnce, type HostRollout, MODERN, onWasm } from './testing.ts';

/** A device may round the other way within this distance of an edge; above it every token must be the reference's. */
const EDGE = 1e-6;

beforeAll(async () => {
	await startWasm();
	await startDawn();
});
afterAll(() => expect(refused).toEqual([]));

/** Both ways with the same weights; asserts that they agree in every row that came near no edge. One recording serves all. */
async function expectAgreement(config: DecoderConfig, maxBatch: number, maxTime: number, asked: readonly HostRollout[]): Promise<void> {
	const weights = randomWeights(config, 3);
	const expected = await onWasm({ config, maxBatch, maxTime }, weights, asked);
	const variables = variablesOf(weights);
	const decoder = createDecoder({ config, weights: variables, maxBatch, maxTime });
	for (const [i, each] of asked.entries()) {
		const got = await generateOnce(decoder, each);
		const wanted: Expected = expected[i] ?? { ...got, margins: new Float32Array() };
		const isSure = (_: unknown, at: number): boolean => (wanted.margins[Math.floor(at / each.maxNew)] ?? 0) > EDGE;
		expect(wanted.margins.filter((margin) => margin > EDGE).length).toBeGreaterThan(each.prompts.length / 2);
		expect(got.tokens.filter(isSure)).toEqual(wanted.tokens.filter(isSure));
		expect(got.lengths).toEqual(wanted.lengths);
		const apart = got.logProbs.map((logProb, at) => Math.abs(logProb - (wanted.logProbs[at] ?? Number.NaN))).filter(isSure);
		expect(Math.max(...apart)).toBeLessThan(1e-5);
	}
	expect(decoder.status).toMatchObject({ dispatchesPerToken: 3 + 3 * config.layers, recordings: 1 });
	decoder.dispose();
	tf.dispose([...variables.values()]);
}

const PROMPTS = [
	[1, 2, 3, 4],
	[5, 6, 7, 8],
	[10, 0, 9, 1],
];

test.each([
	['the classic model', CLASSIC],
	['the modern one', MODERN],
	['layer norms with RoPE', { ...CLASSIC, layers: 1, position: 'rope' }],
] as const)('%s gives the tokens and log-probabilities of plain tfjs', async (_, config) => {
	await expectAgreement(config, 4, 12, [
		{ prompts: PROMPTS, maxNew: 6, seed: 1, temperature: 0 },
		{ prompts: PROMPTS, maxNew: 6, seed: 1, temperature: 1.5, topK: 8, topP: 0.95 },
		{ prompts: PROMPTS, lengths: [4, 1, 2], maxNew: 4, seed: 2, stopToken: 3 },
	]);
});

test('texts longer than a span of attention agree too', async () => {
	const prompts = PROMPTS.map((prompt) => Array.from({ length: 34 }, (_, i) => prompt[i % 4] ?? 0));
	await expectAgreement({ ...MODERN, layers: 1, time: 40 }, 3, 40, [{ prompts, maxNew: 3, seed: 2 }]);
});

test.each([
	[130, 12],
	[257, 10],
])('a batch of 130 in a decoder for %i shares workgroups between rows', async (maxBatch, width) => {
	const prompts = Array.from({ length: 130 }, (_, row) => [row % 11, 3]);
	await expectAgreement({ ...CLASSIC, layers: 1, width }, maxBatch, 8, [{ prompts, maxNew: 2, seed: 2 }]);
});

test.each([
	['classic', CLASSIC],
	['modern', MODERN],
] as const)('log-probabilities of the %s model are those of a forward pass over the whole text', async (_, config) => {
	const weights = randomWeights(config, 5);
	const [rolled] = await onWasm({ config, maxBatch: 3, maxTime: 12 }, weights, [{ prompts: PROMPTS, maxNew: 6, seed: 4 }]);
	const texts = PROMPTS.map((prompt, row) => [...prompt, ...Array.from(rolled?.tokens.slice(6 * row, 6 * row + 6) ?? [])]);
	await tf.setBackend('wasm');
	const variables = variablesOf(weights);
	const scores = fullForward(config, variables, texts);
	// Rank 3, as fullForward says.
	const nested = (await scores.array()) as number[][][];
	tf.dispose([...variables.values(), scores]);
	await tf.setBackend('webgpu');

	const wanted = texts.flatMap((text, row) => [4, 5, 6, 7, 8, 9].map((at) => nested[row]?.[at - 1]?.[text[at] ?? -1] ?? Number.NaN));
	expect(Math.max(...wanted.map((logProb, i) => Math.abs(logProb - (rolled?.logProbs[i] ?? 9))))).toBeLessThan(1e-5);
});
