import { expect, test } from 'vitest';
import { passAtK, passCurve } from './pass-at-k.ts';

test('one of two samples right: half of the single draws, all of the pairs', () => {
	expect(passAtK(2, 1, 1)).toBeCloseTo(0.5);
	expect(passAtK(2, 1, 2)).toBe(1);
});

test('with three of ten right, two draws miss in 7/10 · 6/9 of the cases', () => {
	expect(passAtK(10, 3, 2)).toBeCloseTo(1 - (7 / 10) * (6 / 9));
});

test('none right is never passed, all right always', () => {
	expect(passAtK(8, 0, 8)).toBe(0);
	expect(passAtK(8, 8, 1)).toBe(1);
});

test('refuses more draws than samples', () => {
	expect(() => passAtK(4, 1, 5)).toThrow('needs 5 samples');
});

test('a curve rises with k and carries the error over problems', () => {
	const curve = passCurve([0, 4, 8], 8, [1, 4]);
	expect(curve[0]).toMatchObject({ k: 1, share: 0.5 });
	expect(curve[1]?.share).toBeGreaterThan(0.5);
	expect(curve[0]?.standardError).toBeCloseTo(0.5 / Math.sqrt(3));
});
