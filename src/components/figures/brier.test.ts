/** The figures of lesson 8.3: honesty is the lowest point, and medians stand where their words say. */
import { describe, expect, it } from 'vitest';
import { brierSvg, brierText, expectedBrier, START } from './brier.ts';
import { MEDIANS, shiftsSvg, shiftsText } from './forecast-shifts.ts';

describe('the expected score', () => {
	it('is lowest where one says what one believes, and grows with the square of the distance', () => {
		for (const chance of [0, 0.2, 0.7, 1])
			for (const said of [0, 0.3, 0.5, 1]) {
				const loss = expectedBrier({ said, chance }) - expectedBrier({ said: chance, chance });
				expect(loss).toBeCloseTo((said - chance) ** 2, 9);
			}
	});

	it('is a quarter for one half, whatever happens', () => {
		for (const chance of [0, 0.4, 1]) expect(expectedBrier({ said: 0.5, chance })).toBeCloseTo(0.25, 9);
	});

	it('is said in words that agree', () => {
		expect(brierText(START)).toContain('a score of 0.250');
		expect(brierText({ said: 0.7, chance: 0.7 })).toContain('No other number does better');
		expect(brierSvg(START)).not.toContain('NaN');
	});
});

describe('the medians', () => {
	it('are drawn in the year that their words name', () => {
		for (const { year, words } of MEDIANS) expect(words).toContain(String(Math.floor(year)));
		expect(shiftsSvg().match(/<circle/g)).toHaveLength(MEDIANS.length);
		expect(shiftsText()).toContain('April 2026: Kokotajlo mid 2028, Lifland mid 2030.');
	});
});
