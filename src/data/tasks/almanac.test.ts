/** The almanac: its floor is what a reader who knows everything scores, its tail is long, and draws follow it. */
import { describe, expect, it } from 'vitest';
import { ALMANAC_ANSWERS, ALMANAC_NAMES, almanacFloor, almanacLoss, drawAlmanac, NAME_CHANCES, TRUE_ANSWERS } from './almanac.ts';

const logProbsOf = (trueShare: number) =>
	Float64Array.from({ length: ALMANAC_NAMES * ALMANAC_ANSWERS }, (_, i) => {
		const isTrue = TRUE_ANSWERS[Math.floor(i / ALMANAC_ANSWERS)] === i % ALMANAC_ANSWERS;
		return Math.log(isTrue ? trueShare : (1 - trueShare) / (ALMANAC_ANSWERS - 1));
	});

describe('the almanac', () => {
	it('cannot be predicted better than by its own chances', () => {
		const known = 0.9 + 0.1 / ALMANAC_ANSWERS;
		expect(almanacLoss(logProbsOf(known))).toBeCloseTo(almanacFloor(), 9);
		for (const share of [0.7, 0.85, 0.95, 0.999]) expect(almanacLoss(logProbsOf(share))).toBeGreaterThan(almanacFloor());
		expect(almanacLoss(logProbsOf(1 / ALMANAC_ANSWERS))).toBeCloseTo(Math.log(ALMANAC_ANSWERS), 9);
	});

	it('has a few frequent names and many rare ones', () => {
		expect(NAME_CHANCES.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 12);
		expect(NAME_CHANCES[0]).toBeGreaterThan(0.2);
		expect(NAME_CHANCES.at(-1)).toBeLessThan(0.0002);
	});

	it('is drawn in proportion, and tells the truth nine times in ten', () => {
		const { names, answers } = drawAlmanac('train', 'test', 20_000);
		const first = names.filter((name) => name === 0).length / names.length;
		expect(Math.abs(first - (NAME_CHANCES[0] ?? 0))).toBeLessThan(0.012);
		const right = names.filter((name, i) => answers[i] === TRUE_ANSWERS[name]).length / names.length;
		expect(Math.abs(right - 0.9016)).toBeLessThan(0.008);
	});

	it('gives each split lines of its own, and the same ones for the same seed', () => {
		const [a, again, other] = [drawAlmanac('hidden', 'a', 50), drawAlmanac('hidden', 'a', 50), drawAlmanac('visible', 'a', 50)];
		expect(again).toEqual(a);
		expect(other.names.join()).not.toBe(a.names.join());
	});
});
