import { expect, test } from 'vitest';
import { tensorValue } from '#contract/value.ts';
import { readWeights } from './read-weights.ts';

/** Scores of three tokens in a head of width four. */
const SCORES = [
	[2, -1, 0.5],
	[0.4, 1, -2],
	[-0.6, 1.6, 3],
];

function softmax(row: readonly number[]): number[] {
	const powers = row.map(Math.exp);
	const sum = powers.reduce((a, b) => a + b, 0);
	return powers.map((n) => n / sum);
}

function named(rows: readonly (readonly number[])[]): string | undefined {
	return readWeights({ weights: tensorValue(rows.flat(), [3, 3]), scores: SCORES, headDim: 4 })?.diagnosis;
}

const scaled = (by: number) => SCORES.map((row) => row.map((n) => n * by));
const hide = (rows: readonly (readonly number[])[], other = Number.NEGATIVE_INFINITY) =>
	rows.map((row, i) => row.map((n, j) => (j > i ? other : n)));

test('right weights have no diagnosis', () => {
	expect(named(hide(scaled(0.5)).map(softmax))).toBeUndefined();
});

test.each([
	['not-started', SCORES],
	['no-mask', scaled(0.5).map(softmax)],
	['mask-after-softmax', hide(scaled(0.5).map(softmax), 0)],
	['zero-instead-of-minus-infinity', hide(scaled(0.5), 0).map(softmax)],
	['no-scale', hide(scaled(1)).map(softmax)],
	['scale-by-width', hide(scaled(0.25)).map(softmax)],
	['ignores-scores', hide(scaled(0)).map(softmax)],
	[
		'mask-includes-diagonal',
		[
			[Number.NaN, Number.NaN, Number.NaN],
			[1, 0, 0],
			[0.4, 0.6, 0],
		],
	],
] as const)('%s is read off the weights alone', (diagnosis, rows) => {
	expect(named(rows)).toBe(diagnosis);
});
