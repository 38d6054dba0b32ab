import { expect, test } from 'vitest';
import { fitRise, looksUpTo, type Rise } from './rise.ts';

const curve = (step: number, { floor, ceiling, middle, steepness }: Rise): number =>
	floor + (ceiling - floor) / (1 + (middle / step) ** steepness);
const TRUE: Rise = { floor: 0.1, ceiling: 0.85, middle: 40, steepness: 1.4 };
const points = looksUpTo(500).map((step) => ({ step, accuracy: curve(step, TRUE) }));

test('a curve that follows the rise gives its numbers back; the start is not fitted', () => {
	const found = fitRise([{ step: 0, accuracy: 0.1 }, ...points], 0.1, curve);
	expect(found.ceiling).toBeCloseTo(0.85, 3);
	expect(found.middle).toBeCloseTo(40, 1);
	expect(found.steepness).toBeCloseTo(1.4, 2);
});

test('refuses fewer than four points', () => {
	expect(() => fitRise(points.slice(0, 3), 0.1, curve)).toThrow('4 points or more');
});

test('refuses a curve that gives no numbers', () => {
	expect(() => fitRise(points, 0.1, () => Number.NaN)).toThrow();
});

test('looks are spread over the logarithm and end with the last step', () => {
	expect(looksUpTo(12)).toEqual([1, 2, 3, 4, 6, 8, 11, 12]);
});
