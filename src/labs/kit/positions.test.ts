import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { ropeAttention } from '#labs/rope/solution.ts';
import { initialWeights } from './gpt.ts';
import { createGptOf, drawAnywhere, lossByStretch, type PositionKind, surpriseByPosition } from './positions.ts';

const CONFIG = { layers: 1, width: 16, heads: 2, time: 8, vocabulary: 115 };
const rotated = (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor => ropeAttention(q, k, v, 10_000);

beforeAll(() => startWasm());

/** Logits after the last token, of one layer, for two texts that differ in the order of the first two tokens. */
function lastLogits(kind: PositionKind): number[][] {
	const gpt = createGptOf(kind, CONFIG, initialWeights(CONFIG, 1), rotated);
	const texts = [
		[7, 30, 50],
		[30, 7, 50],
	];
	const rows = texts.map((ids) =>
		Array.from(tf.tidy(() => gpt.logits(tf.tensor2d([ids], [1, 3], 'int32'))).dataSync()).slice(-CONFIG.vocabulary),
	);
	gpt.dispose();
	return rows;
}

const differ = ([a = [], b = []]: number[][]): number => Math.max(...a.map((n, i) => Math.abs(n - (b[i] ?? Number.NaN))));

test('without positions one layer reads a bag of words; learned ones and a rotation tell the order', () => {
	expect(differ(lastLogits('none'))).toBeLessThan(1e-5);
	expect(differ(lastLogits('learned'))).toBeGreaterThan(1e-4);
	expect(differ(lastLogits('rope'))).toBeGreaterThan(1e-4);
});

test('the table of positions is a parameter of the learned kind alone', () => {
	for (const kind of ['learned', 'rope', 'none'] as const) {
		const gpt = createGptOf(kind, CONFIG, initialWeights(CONFIG, 1), rotated);
		expect(gpt.params.has('position.embedding')).toBe(kind === 'learned');
		gpt.dispose();
	}
});

test('windows begin anywhere in a story, and an untrained model is as surprised at every position', async () => {
	const windows = drawAnywhere('visible', 'test', 40, 8);
	const starts = Array.from({ length: 40 }, (_, row) => windows[row * 8]);
	expect(new Set(starts).size).toBeGreaterThan(10);

	const gpt = createGptOf('rope', CONFIG, initialWeights(CONFIG, 1), rotated);
	const rows = await surpriseByPosition(gpt.logits, windows, 8);
	gpt.dispose();
	const [near, far] = lossByStretch(rows, [3, 7]);
	expect(rows).toHaveLength(40);
	expect([near?.from, near?.to, far?.from, far?.to]).toEqual([1, 3, 4, 7]);
	for (const each of [near, far]) expect(Math.abs((each?.loss ?? 0) - Math.log(115))).toBeLessThan(0.6);
});
