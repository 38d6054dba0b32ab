/** The schedule figure says what the lab's schedule does, for every setting that its sliders can reach. */
import { describe, expect, it } from 'vitest';
import { learningRate } from '#labs/train-gpt/solution.ts';
import { FLOORS, makeCurves, WARMUPS } from './schedule-curves.ts';
import { curveKey, START, STEP, scheduleSvg, scheduleText, TOTAL } from './schedule-svg.ts';

describe('the schedule figure', () => {
	const curves = makeCurves();

	it('begins with the schedule that the lab accepts', () => {
		const shares = curves.shapes[curveKey(START.warmup, START.floor)]?.shares ?? [];
		const wanted = shares.map((_, n) => learningRate(Math.min(n * STEP, TOTAL - 1), TOTAL) / START.peak);
		expect(shares).toHaveLength(TOTAL / STEP + 1);
		for (const [n, share] of shares.entries()) expect(share / 1000).toBeCloseTo(wanted[n] ?? 0, 3);
	});

	it('has a curve for every setting of the sliders', () => {
		for (const warmup of WARMUPS)
			for (const floor of FLOORS) {
				const setting = { ...START, warmup, floor };
				expect(scheduleSvg(setting, curves)).toMatch(/class="series s1" d="M[\d.]+ [\d.]+L/);
				expect(scheduleText(setting, curves)).not.toContain('NaN');
			}
	});

	it('clips above a norm of 1 and leaves what is below alone', () => {
		expect(scheduleText({ ...START, norm: 1 }, curves)).toContain('norm 1.0 passes as it is');
		expect(scheduleText({ ...START, norm: 4 }, curves)).toContain('0.25 of every number');
	});
});
