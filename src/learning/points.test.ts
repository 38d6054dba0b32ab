/** Which submission counts, what lateness takes, and how labs make up a total: a table of cases, and what holds whatever the numbers. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Lateness, ON_TIME } from '#contract/deadline.ts';
import { type CellInput, cellScore, type ScoredSubmission, totalOf, type WeightedCell } from './points.ts';

const late = (pointsRatio: number): Lateness => ({ isLate: true, isInGrace: false, lateMs: 1, daysLate: 1, pointsRatio });
const sub = (id: string, at: number, ratio: number | null, lateness: Lateness = ON_TIME): ScoredSubmission => ({ id, at, ratio, lateness });
const input = (over: Partial<CellInput>): CellInput => ({ rule: 'best', worth: 10, submissions: [], set: null, isOver: false, ...over });

describe('one cell', () => {
	const tries = [sub('a', 1, 0.5), sub('b', 2, 0.9), sub('c', 3, 0.7), sub('d', 4, 1, late(0.8)), sub('e', 5, 0.6, late(0.7))];

	test.each([
		['best: after lateness', input({ submissions: tries.slice(0, 4) }), { points: 9, countedId: 'b', isLate: false }],
		[
			'best: late and better all the same',
			input({ submissions: [sub('a', 1, 0.5), sub('d', 4, 1, late(0.8))] }),
			{ points: 8, countedId: 'd', isLate: true },
		],
		['best: of equals the first', input({ submissions: [sub('b', 2, 0.5), sub('a', 1, 0.5)] }), { countedId: 'a' }],
		['last', input({ rule: 'last', submissions: tries }), { points: 4.2, countedId: 'e', isLate: true }],
		['last: by time, not by place', input({ rule: 'last', submissions: tries.toReversed() }), { countedId: 'e' }],
		[
			'last: what waits is passed over',
			input({ rule: 'last', submissions: [sub('a', 1, 0.5), sub('b', 2, null)] }),
			{ points: 5, isWaiting: true },
		],
		['in time: the last of those', input({ rule: 'in-time', submissions: tries }), { points: 7, countedId: 'c', isLate: false }],
		[
			'in time: none, so the first after it',
			input({ rule: 'in-time', submissions: tries.slice(3) }),
			{ points: 8, countedId: 'd', isLate: true },
		],
		['nothing yet', input({}), { points: null, ratio: null, isMissing: false }],
		['nothing, and it is over', input({ isOver: true }), { points: 0, isMissing: true }],
		[
			'only what waits, and it is over: no zero for our queue',
			input({ isOver: true, submissions: [sub('a', 1, null)] }),
			{ points: null, isMissing: false, isWaiting: true },
		],
		['no points after the deadline', input({ submissions: [sub('a', 1, 1, late(0))] }), { points: 0, countedId: 'a' }],
		[
			'set by hand, of what the lab was worth then',
			input({ worth: 20, submissions: tries, set: { kind: 'set', points: 7.25, worth: 10 } }),
			{ points: 14.5, countedId: null, isSet: true, isLate: false },
		],
		[
			'set, with nothing handed in and the deadline over',
			input({ isOver: true, set: { kind: 'set', points: 3, worth: 10 } }),
			{ points: 3, isMissing: false },
		],
		[
			'taken back',
			input({ submissions: tries.slice(0, 1), set: { kind: 'none', points: null, worth: null } }),
			{ points: 5, isSet: false, isExcused: false },
		],
		[
			'excused, nothing there and over: it is not missing, and not 0',
			input({ isOver: true, set: { kind: 'excused', points: null, worth: null } }),
			{ points: null, isExcused: true, isMissing: false },
		],
		[
			'excused, with what there is',
			input({ submissions: tries.slice(0, 1), set: { kind: 'excused', points: null, worth: null } }),
			{ points: 5, isExcused: true },
		],
		['thirds have two places', input({ submissions: [sub('a', 1, 2 / 3)] }), { points: 6.67 }],
		['a half in binary goes up', input({ worth: 1, submissions: [sub('a', 1, 0.285)] }), { points: 0.29 }],
	])('%s', (_, given, expected) => {
		expect(cellScore(given)).toMatchObject(expected);
	});

	test('neither the order of submissions nor one more under "best" lowers the points', () => {
		const any = fc.record({
			at: fc.nat(50),
			ratio: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
			share: fc.constantFrom(1, 0.8, 0),
		});
		const rules = fc.constantFrom('best' as const, 'last' as const, 'in-time' as const);
		fc.assert(
			fc.property(fc.array(any, { maxLength: 8 }), rules, fc.nat(), (list, rule, seed) => {
				const submissions = list.map(({ at, ratio, share }, n) => sub(`s${n}`, at, ratio, share === 1 ? ON_TIME : late(share)));
				const shuffled = submissions.toSorted((a, b) => ((a.at * 7 + seed) % 5) - ((b.at * 7 + seed) % 5));
				expect(cellScore(input({ rule, submissions: shuffled }))).toEqual(cellScore(input({ rule, submissions })));
				const fewer = cellScore(input({ submissions: submissions.slice(1) })).points ?? -1;
				expect(cellScore(input({ submissions })).points ?? -1).toBeGreaterThanOrEqual(fewer);
			}),
		);
	});
});

const cell = (labId: string, ratio: number | null, over: Partial<WeightedCell> = {}): WeightedCell => ({
	labId,
	ratio,
	weight: 1,
	isExcused: false,
	...over,
});

describe('the total', () => {
	test.each([
		['nothing counts yet', [cell('a', null)], 0, { ratio: null, counted: [] }],
		['what is not there yet is not a zero', [cell('a', 0.8), cell('b', null)], 0, { ratio: 0.8, counted: ['a'] }],
		['weights', [cell('a', 1, { weight: 3 }), cell('b', 0)], 0, { ratio: 0.75 }],
		['weight 0 leaves a lab out', [cell('a', 1), cell('b', 0, { weight: 0 })], 0, { ratio: 1, counted: ['a'] }],
		['the lowest of three', [cell('a', 1), cell('b', 0.2), cell('c', 0.6)], 1, { ratio: 0.8, dropped: ['b'] }],
		['one always stays', [cell('a', 0.4), cell('b', 0.2)], 5, { ratio: 0.4, counted: ['a'], dropped: ['b'] }],
		[
			'what costs most goes, not what is lowest',
			[cell('a', 0.1, { weight: 0.1 }), cell('b', 0.3, { weight: 5 }), cell('c', 1, { weight: 5 })],
			1,
			{ dropped: ['b'] },
		],
		['excused and nothing there', [cell('a', 0.6), cell('b', null, { isExcused: true })], 0, { ratio: 0.6 }],
		['excused and below', [cell('a', 0.6), cell('b', 0.1, { isExcused: true })], 0, { ratio: 0.6, counted: ['a'] }],
		['excused and above counts', [cell('a', 0.6), cell('b', 1, { isExcused: true })], 0, { ratio: 0.8, counted: ['a', 'b'] }],
		[
			'left out beside one that is excused',
			[cell('a', 0.3, { isExcused: true, weight: 2 }), cell('b', 0)],
			1,
			{ ratio: 0.3, dropped: ['b'] },
		],
		['everything excused', [cell('a', 0.6, { isExcused: true })], 0, { ratio: null }],
	])('%s', (_, cells, drop, expected) => {
		const { ratio, ...total } = totalOf(cells, drop);
		const { ratio: expectedRatio, ...rest } = { ratio, ...expected };
		if (expectedRatio === null || ratio === null) expect(ratio).toBe(expectedRatio);
		else expect(ratio).toBeCloseTo(expectedRatio, 12);
		expect(total).toMatchObject(rest);
	});

	const anyCell = fc.record({
		ratio: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 6 }),
		weight: fc.constantFrom(0, 0.25, 1, 1, 2, 10),
		isExcused: fc.boolean(),
	});
	const anyCells = fc.array(anyCell, { minLength: 1, maxLength: 9 }).map((list) => list.map((each, n) => ({ ...each, labId: `lab${n}` })));
	const drops = fc.integer({ min: 0, max: 4 });
	const ratioOf = (cells: readonly WeightedCell[], drop: number) => totalOf(cells, drop).ratio;

	test('does not depend on the order of the labs, bit for bit', () => {
		fc.assert(
			fc.property(anyCells, drops, (cells, drop) => {
				expect(totalOf(cells.toReversed(), drop)).toEqual(totalOf(cells, drop));
			}),
		);
	});

	test('excusing a lab never lowers it, nor does one more that is left out, nor more points', () => {
		fc.assert(
			fc.property(anyCells, drops, fc.nat(), (cells, drop, pick) => {
				const before = ratioOf(cells, drop);
				if (before === null) return;
				const change = (over: Partial<WeightedCell>) => cells.map((each, n) => (n === pick % cells.length ? { ...each, ...over } : each));
				const excused = ratioOf(change({ isExcused: true }), drop);
				if (excused !== null) expect(excused).toBeGreaterThanOrEqual(before - 1e-9);
				expect(ratioOf(cells, drop + 1)).toBeGreaterThanOrEqual(before - 1e-9);
				const picked = cells[pick % cells.length];
				if (picked && picked.ratio !== null) expect(ratioOf(change({ ratio: 1 }), drop)).toBeGreaterThanOrEqual(before - 1e-9);
			}),
			{ numRuns: 400 },
		);
	});

	test('only the proportion of the weights matters, and it lies between the lowest and the highest that count', () => {
		fc.assert(
			fc.property(anyCells, drops, fc.constantFrom(0.5, 3, 100), (cells, drop, factor) => {
				const { ratio, counted } = totalOf(cells, drop);
				const scaled = ratioOf(
					cells.map((each) => ({ ...each, weight: each.weight * factor })),
					drop,
				);
				if (ratio === null) {
					expect(scaled).toBeNull();
					return;
				}
				expect(scaled).toBeCloseTo(ratio, 9);
				const of = cells.flatMap((each) => (counted.includes(each.labId) ? [each.ratio ?? Number.NaN] : []));
				expect(ratio).toBeGreaterThanOrEqual(Math.min(...of) - 1e-9);
				expect(ratio).toBeLessThanOrEqual(Math.max(...of) + 1e-9);
			}),
		);
	});

	test('leaves out those that give the highest mean of all choices', () => {
		fc.assert(
			fc.property(anyCells, drops, (cells, drop) => {
				const all = cells.filter(({ ratio, weight }) => ratio !== null && weight > 0);
				const required = all.filter(({ isExcused }) => !isExcused);
				if (required.length === 0) return;
				const means = [...Array(2 ** all.length).keys()].flatMap((bits) => {
					const kept = all.filter((_, n) => (bits >> n) & 1);
					if (kept.length === 0 || kept.filter(({ isExcused }) => !isExcused).length < required.length - drop) return [];
					return [kept.reduce((sum, each) => sum + (each.ratio ?? 0) * each.weight, 0) / kept.reduce((sum, { weight }) => sum + weight, 0)];
				});
				expect(ratioOf(cells, drop)).toBeCloseTo(Math.max(...means), 9);
			}),
		);
	});
});
