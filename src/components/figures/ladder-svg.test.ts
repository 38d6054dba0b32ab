/** The ladder draws a dot for each shown seed, and its verdict follows the interval, not the mean. */
import { describe, expect, it } from 'vitest';
import { type LadderData, ladderSvg, ladderText, viewBoxOf } from './ladder-svg.ts';

const effects = (mean: number, half: number) => ({ '2': [mean, mean - 9 * half, mean + 9 * half], '5': [mean, mean - half, mean + half] });
const data: LadderData = {
	floor: 0.35,
	steps: 320,
	ladder: [
		{ name: 'GPT-2', weights: 30_000, cacheBytes: 256, losses: [0.9, 0.92, 0.88, 0.91, 0.9], effects: {} },
		{ name: 'RoPE', weights: 28_464, cacheBytes: 256, losses: [0.7, 0.72, 0.68, 0.71, 0.7], effects: effects(-0.2, 0.05) },
		{ name: 'SwiGLU', weights: 28_500, cacheBytes: 256, losses: [0.71, 0.72, 0.69, 0.7, 0.7], effects: effects(0.01, 0.02) },
		{ name: 'shared', weights: 27_000, cacheBytes: 128, losses: [0.8, 0.81, 0.79, 0.8, 0.8], effects: effects(0.1, 0.03) },
	],
};

describe('the ladder figure', () => {
	it('shows as many seeds as are asked for', () => {
		for (const seeds of [2, 5]) expect(ladderSvg({ length: 'longer', seeds }, data).match(/r="3"/g)).toHaveLength(4 * seeds);
		expect(ladderSvg({ length: 'longer', seeds: 5 }, data)).not.toContain('NaN');
		expect(viewBoxOf(4)).toBe('0 0 640 210');
	});

	it('says better, worse and no visible effect', () => {
		const text = ladderText({ length: 'longer', seeds: 5 }, data);
		expect(text.match(/>(better|worse|no visible effect)</g)).toEqual(['>better<', '>no visible effect<', '>worse<']);
		expect(text).toContain('−0.200');
	});

	it('is less sure with two seeds', () => {
		expect(ladderText({ length: 'longer', seeds: 2 }, data).match(/no visible effect/g)).toHaveLength(3);
	});
});
