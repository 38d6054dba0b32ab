import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type TensorValue, tensorValue } from '#contract/value.ts';
import { integerBetween, seededRandom } from '../random.ts';
import { compareTensor } from './expect-tensor.ts';
import { FORWARD } from './numbers.ts';
import { type Pattern, patternOf, patternText } from './patterns.ts';
import { randomTensor } from './properties.ts';

const AXES = ['batch', 'position', 'feature'];
const seeds = fc.integer({ min: 0, max: 2 ** 31 });

function like(value: TensorValue, at: (i: number) => number): TensorValue {
	return tensorValue(
		Array.from(value.data, (_, i) => at(i)),
		value.shape,
	);
}

/** Slices along the middle axis of [2, 5, 3], taken from where `from` says; fresh numbers where it says nothing. */
function alongPosition(value: TensorValue, from: (position: number) => number): TensorValue {
	return like(value, (i) => {
		const position = Math.floor(i / 3) % 5;
		const source = from(position);
		return source < 0 || source > 4 ? 7.5 : (value.data[i + 3 * (source - position)] ?? Number.NaN);
	});
}

const cases: readonly (readonly [string, (value: TensorValue, random: () => number) => TensorValue, Partial<Pattern>, string])[] = [
	['the sign', (v) => like(v, (i) => -(v.data[i] ?? 0)), { kind: 'sign' }, 'Every entry has the opposite sign.'],
	['a factor', (v) => like(v, (i) => 0.5 * (v.data[i] ?? 0)), { kind: 'scaled' }, 'Every entry is 0.5 times what was expected.'],
	['a constant', (v) => like(v, (i) => (v.data[i] ?? 0) - 2), { kind: 'offset' }, 'Every entry lies 2 below what was expected.'],
	['one value', (v) => like(v, () => 0), { kind: 'same', value: 0 }, 'Every entry is 0.'],
	[
		'one place late',
		(v) => alongPosition(v, (at) => at - 1),
		{ kind: 'shifted', axis: 1, by: 1 },
		'The numbers are the expected ones, one place too late along position.',
	],
	[
		'one place early',
		(v) => alongPosition(v, (at) => at + 1),
		{ kind: 'shifted', axis: 1, by: -1 },
		'The numbers are the expected ones, one place too early along position.',
	],
	[
		'two exchanged',
		(v) => alongPosition(v, (at) => [0, 3, 2, 1, 4][at] ?? 0),
		{ kind: 'swapped', axis: 1, places: [1, 3] },
		'The numbers are the expected ones, with position 1 and 3 exchanged.',
	],
	[
		'backwards',
		(v) => alongPosition(v, (at) => 4 - at),
		{ kind: 'reversed', axis: 1 },
		'The numbers are the expected ones, from the last position to the first.',
	],
	[
		'another order',
		(v) => alongPosition(v, (at) => [2, 0, 1, 4, 3][at] ?? 0),
		{ kind: 'permuted', axis: 1, order: [2, 0, 1, 4, 3] },
		'The numbers are the expected ones in another order along position: 2, 0, 1, 4, 3.',
	],
];

test.each(cases)('%s is seen whatever the numbers are', (_, spoil, pattern, text) => {
	fc.assert(
		fc.property(seeds, (seed) => {
			const random = seededRandom(seed);
			const value = randomTensor(random, [2, 5, 3]);
			const found = patternOf(spoil(value, random), value, FORWARD);
			expect(found).toMatchObject(pattern);
			expect(found && patternText(found, AXES, 3)).toBe(text);
		}),
		{ numRuns: 50 },
	);
});

test('exchanged axes are seen in a square, and in another shape', () => {
	const square = tensorValue([1, 2, 3, 4, 5, 6, 7, 8, 9], [3, 3]);
	const flipped = tensorValue([1, 4, 7, 2, 5, 8, 3, 6, 9], [3, 3]);
	const wide = tensorValue([1, 2, 3, 4, 5, 6], [2, 3]);
	const tall = tensorValue([1, 4, 2, 5, 3, 6], [3, 2]);

	expect(patternOf(flipped, square, FORWARD)).toEqual({ kind: 'transposed' });
	expect(patternOf(tall, wide, FORWARD)).toEqual({ kind: 'transposed' });
	expect(patternOf(tensorValue([1, 2, 3, 4, 5, 6], [3, 2]), wide, FORWARD)).toBeNull();
	expect(compareTensor(tall, wide, { what: 'It', axes: ['query', 'key'] })?.message).toBe(
		'It has shape [3, 2], expected [2, 3]. The numbers are the expected ones with query and key exchanged.',
	);
});

test('nothing is named that does not explain every entry', () => {
	fc.assert(
		fc.property(seeds, fc.constantFrom(...cases), (seed, [, spoil]) => {
			const random = seededRandom(seed);
			const value = randomTensor(random, [2, 5, 3]);
			const spoilt = spoil(value, random);
			// One entry in the middle position, which no shift pushes over the edge.
			const at = 3 * 2 + 15 * integerBetween(random, 0, 1);
			const broken = like(spoilt, (i) => (spoilt.data[i] ?? 0) + (i === at ? 3.7 : 0));
			expect(patternOf(broken, value, FORWARD)).toBeNull();
		}),
		{ numRuns: 200 },
	);
});

test('agreement, constants, single numbers and NaN have no pattern', () => {
	const value = tensorValue([1, 2, 3, 4], [2, 2]);

	expect(patternOf(value, value, FORWARD)).toBeNull();
	expect(patternOf(tensorValue([2, 2, 2, 2], [2, 2]), tensorValue([1, 1, 1, 1], [2, 2]), FORWARD)).toBeNull();
	expect(patternOf(tensorValue([2], [1]), tensorValue([1], [1]), FORWARD)).toBeNull();
	expect(patternOf(tensorValue([Number.NaN, 2, 3, 4], [2, 2]), value, FORWARD)).toBeNull();
});
