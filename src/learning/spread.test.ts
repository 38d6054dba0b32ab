import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spreadOf } from './spread.ts';

test('quartiles are those of a spreadsheet, and bounds fall into the part above', () => {
	// QUARTILE.INC of 0.1, 0.3, 0.5, 0.8, 1 in LibreOffice: 0.3, 0.5, 0.8; of the first four: 0.25, 0.4, 0.575.
	expect(spreadOf([0.5, 1, 0.1, 0.8, 0.3])).toMatchObject({ n: 5, lower: 0.3, median: 0.5, upper: 0.8, least: 0.1, most: 1 });
	const four = spreadOf([0.5, 0.1, 0.8, 0.3]);
	expect([four?.lower, four?.median, four?.upper].map((value) => value?.toFixed(3))).toEqual(['0.250', '0.400', '0.575']);
	expect(spreadOf([0, 0.3, 0.95, 1])?.bins).toEqual([1, 0, 0, 1, 0, 0, 0, 0, 0, 2]);
	expect(spreadOf([])).toBeNull();
});

test('the order does not matter, the parts hold everybody, and the numbers are in order', () => {
	fc.assert(
		fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 }), (shares) => {
			const spread = spreadOf(shares);
			expect(spreadOf(shares.toReversed())).toEqual(spread);
			if (!spread) return;
			expect(spread.bins.reduce((sum, n) => sum + n, 0)).toBe(shares.length);
			const line = [spread.least, spread.lower, spread.median, spread.upper, spread.most];
			expect(line.toSorted((a, b) => a - b)).toEqual(line);
			expect(spread.mean).toBeGreaterThanOrEqual(spread.least - 1e-12);
			expect(spread.mean).toBeLessThanOrEqual(spread.most + 1e-12);
		}),
	);
});
