/** What a filter leaves and in which order: the same on the page, in the browser and in the file. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrangeGrid, cellWords, type GridData, type GridRow, gridAddress, metricText, readGridQuery } from './grid.ts';

const row = (id: string, name: string, section: string | null, cells: GridRow['cells'], done: number): GridRow => ({
	...{ id, name, section, cells },
	ends: [[done, String(done)]],
});
const DATA: GridData = {
	kinds: [
		{ className: 'cell-none', words: 'not started', states: ['none'] },
		{ className: 'cell-stuck', words: 'stuck: six tries', states: ['stuck'] },
		{ className: 'q8', words: 'accepted', states: ['accepted'] },
	],
	states: [{ id: 'stuck', title: 'stuck' }],
	metrics: [
		{ id: 'mastery', title: 'mastery', words: 'mastery {}', digits: 2 },
		{ id: 'tries', title: 'submissions', words: '{} submissions', digits: 0 },
	],
	columns: [
		{ id: 'bigram', lesson: '1.2', title: 'Bigram', part: '1' },
		{ id: 'rope', lesson: '2.2', title: 'RoPE', part: '2' },
	],
	ends: [{ id: 'done', title: 'done' }],
	rows: [
		row(
			'z',
			'Zoe',
			'A',
			[
				[2, 0.9, 1],
				[0, null, null],
			],
			1,
		),
		row(
			'j',
			'José',
			'B',
			[
				[1, 0.31, 7],
				[2, 0.7, 2],
			],
			1,
		),
		row(
			'a',
			'Ada',
			null,
			[
				[0, null, null],
				[2, 0.95, 1],
			],
			2,
		),
	],
	...{ rowHref: '/l/{row}', cellHref: '/c/{row}/{column}' },
};
const names = (address: string) => arrangeGrid(DATA, readGridQuery(new URLSearchParams(address))).rows.map((n) => DATA.rows[n]?.name);

describe('a filter in the address', () => {
	test.each([
		['', ['Ada', 'José', 'Zoe']],
		['turned=1', ['Zoe', 'José', 'Ada']],
		['name=jose', ['José']],
		['section=A', ['Zoe']],
		['state=stuck', ['José']],
		['sort=bigram', ['Zoe', 'José', 'Ada']],
		['sort=bigram&turned=1', ['José', 'Zoe', 'Ada']],
		['sort=bigram&show=tries', ['José', 'Zoe', 'Ada']],
		['sort=done', ['Ada', 'José', 'Zoe']],
		['sort=nonsense&from=-1&turned=yes', ['Ada', 'José', 'Zoe']],
		['name=nobody', []],
	])('%j leaves %j', (address, expected) => {
		expect(names(address)).toEqual(expected);
	});

	test('narrows the columns, and asks for a state in those alone', () => {
		const { columns } = arrangeGrid(DATA, { part: '2' });
		expect(columns.map((n) => DATA.columns[n]?.id)).toEqual(['rope']);
		expect(names('part=2&state=stuck')).toEqual([]);
	});

	test('goes into an address and comes back', () => {
		const query = { name: 'é & ü', part: '2', turned: '1' } as const;
		expect(readGridQuery(new URLSearchParams(gridAddress(query)))).toEqual(query);
		expect(gridAddress(query, { name: undefined, part: undefined, turned: undefined })).toBe('');
	});
});

test('each row comes once whatever the order, and the reverse of an order without ties is its mirror', () => {
	fc.assert(
		fc.property(fc.uniqueArray(fc.double({ noNaN: true, min: 0, max: 1 }), { maxLength: 30 }), fc.boolean(), (values, hasGap) => {
			const rows = values.map((value, n) => row(`${n}`, `Learner ${n}`, null, [[2, hasGap && n === 0 ? null : value, 0]], n));
			const data = { ...DATA, rows };
			const down = arrangeGrid(data, { sort: 'bigram' }).rows;
			const up = arrangeGrid(data, { sort: 'bigram', turned: '1' }).rows;
			expect(down.toSorted((a, b) => a - b)).toEqual(values.map((_, n) => n));
			const numbered = (order: readonly number[]) => order.filter((n) => !(hasGap && n === 0));
			expect(numbered(up)).toEqual(numbered(down).toReversed());
			if (hasGap && values.length > 0) expect([down.at(-1), up.at(-1)]).toEqual([0, 0]);
		}),
	);
});

test('a cell says its state and its numbers, and nothing where there is none', () => {
	expect(cellWords(DATA, [1, 0.31, 7])).toBe('stuck: six tries; mastery 0.31, 7 submissions');
	expect(cellWords(DATA, [0, null, null])).toBe('not started');
	expect(metricText({ digits: 2 }, 0.285)).toBe('0.29');
	expect(metricText({ digits: 2, trim: true }, 7.5)).toBe('7.5');
	expect(metricText({ digits: 2, trim: true }, 10)).toBe('10');
	expect(metricText({ digits: 0 }, null)).toBe('');
});
