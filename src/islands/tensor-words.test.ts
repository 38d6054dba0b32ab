import { expect, test } from 'vitest';
import type { SeenTensor } from '#contract/run.ts';
import { listed, sayRuns, sayShape, sayStats, sayValue } from './tensor-words.ts';

const seen = (text: string, line: number, column: number): SeenTensor => ({
	text,
	ranges: [{ line, column, endLine: line, endColumn: column + text.length }],
	...{ shape: [2], dtype: 'float32', runs: 1, stats: null, notFinite: 0 },
});

test('numbers are short and keep their size', () => {
	expect([0, 1, -0.123456, 1e-9, 123456789, 2 / 3].map(sayValue)).toEqual(['0', '1', '−0.1235', '1e−9', '1.235e8', '0.6667']);
	expect([sayShape([]), sayShape([2, 3]), sayRuns(1), sayRuns(4)]).toEqual(['[]', '[2, 3]', 'once', '4 times']);
});

test('what is missing is said', () => {
	const stats = { min: 0, mean: 0.5, max: 1 };
	expect(sayStats({ stats, shape: [4], notFinite: 0 })).toBe('min 0, mean 0.5, max 1');
	expect(sayStats({ stats, shape: [4], notFinite: 2 })).toBe('min 0, mean 0.5, max 1; 2 of 4 values are NaN or infinite');
	expect(sayStats({ stats: null, shape: [4], notFinite: 4 })).toBe('all of 4 values are NaN or infinite');
	expect(sayStats({ stats: null, shape: [400, 400], notFinite: 0 })).toBe('values not measured');
	expect(sayStats({ stats: null, shape: [0, 3], notFinite: 0 })).toBe('no values');
});

test('the list has each expression of a line once, and a name again only with another value', () => {
	const grown = { ...seen('y', 6, 2), shape: [3] };
	const list = listed([grown, seen('x.add(y)', 4, 2), seen('x', 4, 2), seen('y', 4, 8), seen('y', 5, 2), seen('x', 3, 9), seen('x', 3, 2)]);

	expect(list.map(({ text, ranges: [range] }) => `${range?.line} ${text}`)).toEqual(['3 x', '4 y', '4 x.add(y)', '6 y']);
});
