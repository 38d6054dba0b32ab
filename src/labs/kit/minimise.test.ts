/** The search finds known minima, also of objectives that are tiny, and says so when it cannot begin. */
import { describe, expect, it } from 'vitest';
import { minimise } from './minimise.ts';
import { predictLoss, type ScalingLaw, scalingStarts } from './scaling.ts';

describe('minimise', () => {
	it('walks down a curved valley', () => {
		const { at, value } = minimise(([x = 0, y = 0]) => (1 - x) ** 2 + 100 * (y - x * x) ** 2, [-1.2, 1]);
		expect(value).toBeLessThan(1e-8);
		expect(at[0]).toBeCloseTo(1, 3);
	});

	it('does not stop early because the values are small', () => {
		const { at } = minimise(([x = 0]) => 1e-9 * (x - 3) ** 2, [0]);
		expect(at[0]).toBeCloseTo(3, 2);
	});

	it('stays in the valley where it was put', () => {
		const twoValleys = ([x = 0]: readonly number[]): number => (x * x - 1) ** 2 + 0.3 * x;
		expect(minimise(twoValleys, [1.05]).at[0]).toBeCloseTo(0.96, 1);
		expect(minimise(twoValleys, [-1.05]).at[0]).toBeCloseTo(-1.03, 1);
	});

	it('refuses a start without a value', () => {
		expect(() => minimise(() => Number.NaN, [1])).toThrow('NaN at the start');
	});
});

describe('starts of a scaling law', () => {
	it('give the first run its measured loss', () => {
		const runs = [
			{ weights: 1_000, tokens: 20_000, loss: 2 },
			{ weights: 8_000, tokens: 20_000, loss: 1.2 },
		];
		for (const [e = 0, a = 0, b = 0, alpha = 0, beta = 0] of scalingStarts(runs)) {
			const law: ScalingLaw = { E: Math.exp(e), A: Math.exp(a), B: Math.exp(b), alpha, beta };
			expect(predictLoss(law, 1_000, 20_000)).toBeCloseTo(2, 9);
		}
	});
});
