import { expect, test } from 'vitest';
import { placeOn, scaleOf, ticksOn } from './plot-scale.ts';

test('an axis of amounts begins at zero at the lowest, and has room above', () => {
	expect(scaleOf([0.1, 10])).toEqual({ low: 0, high: 10 + 9.9 * 0.05, isLog: false });
	expect(scaleOf([-1, 1]).low).toBeLessThan(-1);
	expect(scaleOf([])).toEqual({ low: 0, high: 1, isLog: false });
	expect(scaleOf([4])).toEqual({ low: 2, high: 6, isLog: false });
});

test('a range is kept, and gives way to what lies beyond it', () => {
	expect(scaleOf([0.2], { range: [0, 1] })).toEqual({ low: 0, high: 1, isLog: false });
	expect(scaleOf([1.2], { range: [0, 1] }).high).toBe(1.2);
});

test('on a logarithmic axis equal ratios are equal lengths, and what is not above zero has no say', () => {
	const scale = scaleOf([1, 100, 0, -3], { isLog: true, room: 0 });
	expect(scale).toEqual({ low: 1, high: 100, isLog: true });
	expect(placeOn(scale, 10)).toBeCloseTo(0.5);
});

test('ticks are round and within the axis', () => {
	expect(ticksOn({ low: 0, high: 1, isLog: false }, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
	expect(ticksOn({ low: 0.13, high: 0.37, isLog: false }, 4)).toEqual([0.2, 0.3]);
	expect(ticksOn({ low: 1, high: 100, isLog: true }, 5)).toEqual([1, 10, 100]);
	expect(ticksOn({ low: 3, high: 60, isLog: true }, 5)).toEqual([5, 10, 20, 50]);
	expect(ticksOn({ low: 1, high: 1e12, isLog: true }, 5)).toEqual([1, 1e3, 1e6, 1e9, 1e12]);
	expect(ticksOn({ low: 1.6, high: 3.1, isLog: true }, 4)).toEqual([2, 2.5, 3]);
});
