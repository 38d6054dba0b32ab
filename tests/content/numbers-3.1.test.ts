/** What lesson 3.1 says in words and numbers is what its family measured: who measures again must read again. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import measured from '../../src/content/measured/scaling-fit.json' with { type: 'json' };
import { ALMANAC_BATCH, almanacFloor, NAME_CHANCES } from '../../src/data/tasks/almanac.ts';
import { lab } from '../../src/labs/scaling-fit/lab.ts';
import { familyOf } from '../../src/labs/scaling-fit/plan.ts';

const text = readFileSync('src/content/lessons/3-scale/scaling-laws.mdx', 'utf8');
const { runs } = measured.experiments.almanac;
type Result = (typeof runs)[number]['result'];
const each = (read: (result: Result) => number): number[] => runs.map(({ result }) => read(result));
/** Relative error of a prediction: 0 is the known budget, 1 twice the text. */
const errors = (way: keyof Result['ways'], which: number): number[] =>
	each(({ ways, rows }) => (ways[way].predicted[which] ?? Number.NaN) / (rows.at(which - 2)?.loss ?? Number.NaN) - 1);
const floor = almanacFloor();

describe('the almanac in lesson 3.1', () => {
	it('has the tail and the floor that the text names', () => {
		expect(floor.toFixed(3)).toBe('0.729');
		expect(text).toContain('0.729 nats');
		expect(NAME_CHANCES[0]).toBeGreaterThan(0.2);
		expect(Math.floor(1 / (NAME_CHANCES.at(-1) ?? 1) / 1_000)).toBe(7);
		expect(text).toContain('one of seven thousand');
	});
});

describe('the family in lesson 3.1', () => {
	it('is three seeds of fifteen runs, and costs what the text says', () => {
		expect(runs.map((run) => run.seed)).toEqual([1, 2, 3]);
		expect(each(({ rows }) => rows.length)).toEqual([17, 17, 17]);
		const rows = runs[0]?.result.rows ?? [];
		const cost = (from: number, to?: number) => rows.slice(from, to).reduce((sum, row) => sum + 6 * row.weights * row.tokens, 0);
		expect(cost(0, 15) / 1e10).toBeCloseTo(1.45, 1);
		expect(cost(16) / 1e10).toBeCloseTo(1, 1);
		expect(31_872 / 19_712).toBeCloseTo(1.6, 1);
		expect(familyOf(lab.presets['small']?.config ?? {}).map(({ steps }) => steps * ALMANAC_BATCH)).toContain(25_600);
	});

	it('predicts too little, for the known budget and more so for twice the text', () => {
		for (const error of errors('everything', 0)) {
			expect(error).toBeLessThan(-0.01);
			expect(error).toBeGreaterThan(-0.08);
		}
		for (const error of errors('everything', 1)) {
			expect(error).toBeLessThan(-0.07);
			expect(error).toBeGreaterThan(-0.135);
		}
		for (const predicted of each(({ ways }) => ways.everything.predicted[1] ?? 9)) expect(predicted).toBeLessThan(floor + 0.001);
	});

	it('does not know its floor', () => {
		expect(each(({ ways }) => ways.everything.E).map((E) => E.toFixed(2))).toEqual(['0.65', '0.41', '0.48']);
		const intervals = runs.map(({ result }) => result.ways.everything.interval);
		for (const [low = 1, high = 0] of intervals) {
			expect(low).toBeLessThan(0.001);
			expect(Math.abs(high - 0.7)).toBeLessThan(0.05);
		}
		expect(intervals.filter(([, high = 0]) => high >= floor)).toHaveLength(1);
		for (const best of each(({ rows }) => Math.min(...rows.slice(0, 15).map((row) => row.loss)))) expect(best).toBeCloseTo(0.86, 2);
	});

	it('says more of the next model without its smallest size', () => {
		for (const [i, E] of each(({ ways }) => ways.withoutSmallest.E).entries())
			expect(E).toBeGreaterThan(each(({ ways }) => ways.everything.E)[i] ?? 9);
		for (const [i, error] of errors('withoutSmallest', 1).entries())
			expect(Math.abs(error)).toBeLessThan(Math.abs(errors('everything', 1)[i] ?? 0));
	});

	it('bends when only the blocks are counted', () => {
		for (const share of each(({ ways }) => ways.blocksAlone.alpha / ways.everything.alpha)) expect(share).toBeCloseTo(0.59, 1);
		for (const share of each(({ ways }) => ways.blocksAlone.growth / ways.everything.growth)) expect(share).toBeGreaterThan(1.3);
	});

	it('is fitted about as well without a floor, which then promises the impossible', () => {
		for (const share of each(({ ways }) => ways.noFloor.worst / ways.everything.worst)) expect(Math.abs(share - 1)).toBeLessThan(0.2);
		for (const predicted of each(({ ways }) => ways.noFloor.predicted[1] ?? 9)) expect(predicted).toBeLessThan(floor - 0.04);
	});
});

describe('Storyland in lesson 3.1', () => {
	it('is missed by more than a third inside the family, has no floor, and is mispredicted in both directions', () => {
		const stories = measured.experiments.storyland.runs.filter(({ seed }) => seed < 3);
		expect(stories).toHaveLength(2);
		for (const { result } of stories) {
			expect(Math.exp(result.law.worst) - 1).toBeGreaterThan(1 / 3);
			expect(result.law.E).toBeLessThan(0.05);
		}
		const off = stories.map(({ result: { law, rows } }) => (law.predicted[0] ?? 0) / (rows.at(-1)?.loss ?? 1) - 1);
		expect(off.map((error) => Math.round(100 * error))).toEqual([22, -14]);
	});
});
