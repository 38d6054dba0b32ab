import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeAfter, rowsInView } from './grid-place.ts';

const EXTENT = { rows: 100, columns: 22, page: 20 };

test.each([
	['ArrowDown', false, { row: 5, column: 3 }, { row: 6, column: 3 }],
	['ArrowUp', false, { row: 0, column: 3 }, { row: -1, column: 3 }],
	['ArrowUp', false, { row: -1, column: 3 }, { row: -1, column: 3 }],
	['ArrowLeft', false, { row: 5, column: 0 }, { row: 5, column: 0 }],
	['ArrowRight', false, { row: 5, column: 21 }, { row: 5, column: 21 }],
	['Home', false, { row: 5, column: 9 }, { row: 5, column: 0 }],
	['End', false, { row: 5, column: 9 }, { row: 5, column: 21 }],
	['Home', true, { row: 50, column: 9 }, { row: 0, column: 0 }],
	['End', true, { row: 5, column: 9 }, { row: 99, column: 21 }],
	['PageDown', false, { row: 90, column: 2 }, { row: 99, column: 2 }],
	['PageDown', false, { row: -1, column: 2 }, { row: 19, column: 2 }],
	['PageUp', false, { row: 5, column: 2 }, { row: 0, column: 2 }],
	['PageUp', false, { row: -1, column: 2 }, { row: -1, column: 2 }],
])('%s (far: %s) leads from %j to %j', (key, isFar, from, to) => {
	expect(placeAfter(from, key, isFar, EXTENT)).toEqual(to);
});

test('any other key leads nowhere, and in an empty grid only the head is left', () => {
	expect(placeAfter({ row: 1, column: 1 }, 'a', false, EXTENT)).toBeNull();
	for (const key of ['ArrowDown', 'PageDown', 'PageUp', 'End', 'Home'])
		expect(placeAfter({ row: -1, column: 0 }, key, true, { rows: 0, columns: 22, page: 20 })?.row).toBe(-1);
});

test('whatever is in view is made, and a thousand rows are not', () => {
	fc.assert(
		fc.property(
			fc.nat(40_000),
			fc.integer({ min: 1, max: 2_000 }),
			fc.integer({ min: 20, max: 60 }),
			fc.nat(1_500),
			(top, height, row, rows) => {
				const { from, to } = rowsInView({ top, height, row }, rows);
				expect(from).toBeGreaterThanOrEqual(0);
				expect(to).toBeLessThanOrEqual(rows);
				expect(from).toBeLessThanOrEqual(to);
				const inView = [...Array(rows).keys()].filter((n) => (n + 1) * row > top && n * row < top + height);
				for (const n of inView) expect(n >= from && n < to).toBe(true);
				expect(to - from).toBeLessThanOrEqual(height / row + 26);
			},
		),
		{ numRuns: 60 },
	);
});
