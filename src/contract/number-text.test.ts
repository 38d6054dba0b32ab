/** A change has a sign, and none where it rounds to nothing; a share is a whole number of percent unless more is asked for. */
import { expect, it } from 'vitest';
import { apart, percent, signed } from './number-text.ts';

it.each([
	[0.314, 2, '+0.31'],
	[-0.02, 2, '−0.02'],
	[-0.004, 2, '0.00'],
	[-0.0004, 3, '0.000'],
	[1.5, 0, '+2'],
])('%f with %i digits is %s', (value, digits, text) => {
	expect(signed(value, digits)).toBe(text);
});

it('shares', () => {
	expect([percent(0.366), percent(0.366, 1), percent(0.5, 1), percent(1)]).toEqual(['37 %', '36.6 %', '50 %', '100 %']);
});

it.each([
	[2.4621169567108154, 3, ['2.462', '3']],
	[0.12345678, 0.12345699, ['0.1234568', '0.123457']],
	[1, Number.NaN, ['1', 'NaN']],
	[0, 1e-9, ['0', '1e-9']],
	[2, 2, ['2', '2']],
])('%d and %d are told apart with as few digits as it takes', (a, b, texts) => {
	expect(apart(a, b)).toEqual(texts);
});
