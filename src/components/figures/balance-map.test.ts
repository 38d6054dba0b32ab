import { expect, test } from 'vitest';
import { type BalanceRun, balanceSvg, balanceText, balanceViewBox, effective, findRun } from './balance-map.ts';

const RUN: BalanceRun = {
	...{ start: 'hot', method: 'none', seed: 1 },
	looks: [
		{ step: 1, load: [0.5, 0.25, 0.25, 0] },
		{ step: 9, load: [0.998, 0.002, 0, 0] },
	],
	recall: [{ step: 9, share: 0.4 }],
};

test('effective experts are all of them when evenly busy, and one when one does everything', () => {
	expect(effective([0.25, 0.25, 0.25, 0.25])).toBeCloseTo(4);
	expect(effective([1, 0, 0, 0])).toBe(1);
});

test('the map has a cell for each expert and moment, and the words tell the same', () => {
	expect(balanceSvg(RUN).match(/<rect/g)).toHaveLength(8);
	expect(balanceSvg(RUN)).toContain('&lt;1');
	expect(balanceText(RUN)).toContain('3 of 4 get less than one choice in a hundred');
	expect(balanceText(RUN)).toContain('recalled at the end: 0.40');
	expect(balanceViewBox(2, 4)).toBe('0 0 186 180');
});

test('a choice that was not measured draws nothing', () => {
	expect(balanceSvg(findRun([RUN], { start: 'hot', method: 'loss', seed: 1 }))).toBe('');
	expect(balanceText(undefined)).toBe('');
});
