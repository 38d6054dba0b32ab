/** What the roofline claims about a step, from kernels whose rates are plain. */
import { expect, test } from 'vitest';
import { along, logAxis, rooflineOf, spread, ticksOf } from './roofline.ts';

const MATMUL = { name: 'matMulNN', ns: 1_000, flops: 2_000_000, bytes: 20_000 };
const COPY = { name: 'concat', ns: 1_000, flops: 0, bytes: 300_000 };
const ADD = { name: 'addN', ns: 2_000, flops: 100_000, bytes: 400_000 };

test('the ceilings are the fastest arithmetic and the fastest traffic of the step, and say whose they are', () => {
	const { roof } = rooflineOf([MATMUL, COPY, ADD]);
	expect(roof).toMatchObject({ fastest: 'matMulNN', busiest: 'concat' });
	expect(roof?.rate).toBeCloseTo(2e12, -6);
	expect(roof?.traffic).toBeCloseTo(3e11, -6);
	expect(roof?.ridge).toBeCloseTo(2_000_000 / 300_000);
});

test('no kernel lies above the roof', () => {
	const { names, roof } = rooflineOf([MATMUL, COPY, ADD, { ...ADD, name: 'mulBy', ns: 700 }]);
	for (const { intensity, rate } of names)
		expect(rate).toBeLessThanOrEqual(Math.min(roof?.rate ?? 0, (roof?.traffic ?? 0) * intensity) * (1 + 1e-12));
	expect(names.map(({ work }) => work.name)).toEqual(['matMulNN', 'addN', 'mulBy']);
});

test('without times there are intensities and no roof', () => {
	const kernels = [MATMUL, COPY, ADD].map((kernel) => ({ ...kernel, ns: null }));
	const { kinds, roof, without } = rooflineOf(kernels);
	expect(roof).toBeNull();
	expect(kinds.map(({ work, intensity, rate }) => [work.kind, intensity, rate])).toEqual([
		['matmul', 100, null],
		['elementwise', 0.25, null],
	]);
	expect(without).toBe(1);
});

test('an axis reaches whole powers of ten around its values and places a value by its logarithm', () => {
	const axis = logAxis([0.25, 100, 0]);
	expect(axis).toEqual({ low: -1, high: 2 });
	expect(along(axis, 0.1)).toBe(0);
	expect(along(axis, 10)).toBeCloseTo(2 / 3);
	expect(logAxis([10])).toEqual({ low: 1, high: 2 });
	expect(ticksOf({ low: 6, high: 12 }, 3)).toEqual([1e6, 1e8, 1e10, 1e12]);
});

test('labels that would touch are moved apart in their order, and stay above the bottom', () => {
	expect(spread([50, 10, 12], 16, 200)).toEqual([50, 10, 26]);
	const low = spread([190, 195, 198], 16, 200);
	expect(low).toEqual([168, 184, 200]);
});
