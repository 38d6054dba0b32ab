import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arrangeGrid, type GridData } from '#contract/grid.ts';
import { idsShown, placeAfter, rowAfter, rowsInView } from './grid-place.ts';

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

/** Learners by when they were last active. */
function gridOf(active: Readonly<Record<string, number>>): GridData {
	return {
		...{ kinds: [], states: [], metrics: [], columns: [], rowHref: '', cellHref: '' },
		ends: [{ id: 'active', title: 'last active' }],
		rows: Object.entries(active).map(([id, at]) => ({ id, name: id, section: null, cells: [], ends: [[at, String(at)]] })),
	};
}

test('in another order one stays with the learner, and where they are gone begins again', () => {
	const shown = (data: GridData) => idsShown(data, arrangeGrid(data, { sort: 'active' }));
	const before = shown(gridOf({ ada: 30, bao: 10, cyn: 20 }));
	expect(before).toEqual(['ada', 'cyn', 'bao']);
	const after = shown(gridOf({ ada: 30, bao: 40, cyn: 20 }));
	expect(after).toEqual(['bao', 'ada', 'cyn']);
	expect([0, 1, 2].map((row) => after[rowAfter(row, before, after)])).toEqual(before);
	// Also where somebody came before them in the data, so that numbers of rows mean others.
	const joined = shown(gridOf({ ada: 30, another: 5, bao: 10, cyn: 20 }));
	expect([0, 1, 2].map((row) => joined[rowAfter(row, before, joined)])).toEqual(before);
	const left = shown(gridOf({ ada: 30, bao: 10 }));
	expect([-1, 0, 1, 2].map((row) => rowAfter(row, before, left))).toEqual([-1, 0, 0, 1]);
	expect([-1, 0, 2].map((row) => rowAfter(row, before, []))).toEqual([-1, -1, -1]);
	expect(rowAfter(0, [], after)).toBe(0);
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
