import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refused, startDawn } from '../../../tests/support/dawn.ts';
import type { GraphBackend } from '../gpu/graph-backend.ts';
import { runKernel } from '../gpu/kernel.ts';
import { randomPair } from '../ops/random.ts';
import { normal } from '../ops/testing.ts';
import { decodeLayout } from './decode-layout.ts';
import { KNOBS, sampleKernel } from './sample-kernel.ts';
import { checkSampling, type Drawn, type Sampling, sampleToken } from './sample-token.ts';

/** A device may round the other way within this distance of an edge; above it every draw must be the twin's. */
const EDGE = 1e-6;

let backend: GraphBackend;
beforeAll(async () => {
	backend = await startDawn();
});
afterAll(() => expect(refused).toEqual([]));

/** One draw a row from `logits`, with the kernel alone: each row has read one position. */
async function drawOnGpu(
	logits: Float32Array,
	vocabulary: number,
	seed: number,
	sampling: Sampling,
): Promise<Pick<Drawn, 'token' | 'logProb'>[]> {
	const rows = logits.length / vocabulary;
	const config = { layers: 1, width: 4, heads: 1, vocabulary, time: 2, norm: 'rms', position: 'rope', activation: 'gelu' } as const;
	const layout = decodeLayout(config, 4, rows, 2);
	const book = new Int32Array(layout.book.size);
	book[0] = seed;
	book.fill(1, layout.book.place, layout.book.place + layout.capacity);
	book.fill(1, layout.book.prompt, layout.book.prompt + layout.capacity);
	const values = { ...checkSampling(sampling), stopToken: -1, padToken: 0, maxNew: 9 };
	const state = {
		book: tf.tensor1d(book, 'int32'),
		logProbs: tf.fill([layout.capacity * 2], 0),
		logits: tf.tensor1d(logits),
		knobs: tf.tensor1d(KNOBS.map((name) => values[name])),
	};
	runKernel(backend, sampleKernel({ layout, ...state }));
	const [written, logProbs] = await Promise.all([state.book.data(), state.logProbs.data()]);
	tf.dispose(state);
	return Array.from({ length: rows }, (_, row) => ({
		token: written[layout.book.history + 2 * row + 1] ?? -1,
		logProb: logProbs[2 * row + 1] ?? Number.NaN,
	}));
}

function drawOnProcessor(logits: Float32Array, vocabulary: number, seed: number, sampling: Sampling): Drawn[] {
	return Array.from({ length: logits.length / vocabulary }, (_, row) => {
		const unit = (randomPair(seed, 1, row)[0] >>> 8) * 2 ** -24;
		return sampleToken(logits.subarray(row * vocabulary, (row + 1) * vocabulary), checkSampling(sampling), unit);
	});
}

test.each([
	[3, {}],
	[11, { temperature: 0 }],
	[65, { temperature: 0.7, topK: 5 }],
	[65, { temperature: 1.3, topP: 0.8 }],
	[700, { topK: 40, topP: 0.9 }],
	[4096, { temperature: 0.9, topK: 1000, topP: 0.95 }],
	[4096, {}],
] as const)('of %i tokens with %o the kernel draws what its twin draws', async (vocabulary, sampling) => {
	const rows = vocabulary > 500 ? 12 : 48;
	const logits = Float32Array.from(normal(7, [rows * vocabulary], 2).values);

	const got = await drawOnGpu(logits, vocabulary, 5, sampling);
	const expected = drawOnProcessor(logits, vocabulary, 5, sampling);

	const sure = expected.flatMap(({ margin }, row) => (margin > EDGE ? [row] : []));
	expect(sure.length).toBeGreaterThan(rows * 0.9);
	expect(sure.map((row) => got[row]?.token)).toEqual(sure.map((row) => expected[row]?.token));
	const apart = sure.map((row) => Math.abs((got[row]?.logProb ?? 0) - (expected[row]?.logProb ?? 9)));
	expect(Math.max(...apart)).toBeLessThan(1e-5);
});

test('equal logits are drawn equally often, and what top-p leaves out never', async () => {
	const rows = 600;
	const one = [1, 1, 1, -1, -1, -9];
	const logits = Float32Array.from({ length: rows * one.length }, (_, i) => one[i % one.length] ?? 0);

	const drawn = await drawOnGpu(logits, one.length, 3, { topP: 0.85 });

	const counts = one.map((_, token) => drawn.filter((draw) => draw.token === token).length);
	// Three standard deviations of a count of 200 in 600.
	for (const count of counts.slice(0, 3)) expect(Math.abs(count - rows / 3)).toBeLessThan(35);
	expect(counts.slice(3)).toEqual([0, 0, 0]);
});

test('the mass that top-p keeps is the least that is enough', () => {
	const logits = Float32Array.from([0.5, 0.3, 0.15, 0.05].map(Math.log));
	const tokensOf = (topP: number): Set<number> =>
		new Set(Array.from({ length: 64 }, (_, i) => sampleToken(logits, checkSampling({ topP }), i / 64).token));

	expect([0.4, 0.6, 0.9, 0.97].map((topP) => tokensOf(topP).size)).toEqual([1, 2, 3, 4]);
});

test('logits that are no numbers give a token of the vocabulary', async () => {
	const drawn = await drawOnGpu(new Float32Array(20).fill(Number.NaN), 10, 1, { topP: 0.9 });

	for (const { token } of drawn) expect(token).toBeGreaterThanOrEqual(0);
	for (const { token } of drawn) expect(token).toBeLessThan(10);
});
