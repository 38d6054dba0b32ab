import { expect, it } from 'vitest';
import { grpoMeasured, measuredCurves } from './grpo-measured.ts';
import { meanOf } from './measured-runs.ts';

it('reads the experiments that the lessons print, each from step 0 on', () => {
	expect(grpoMeasured.recipe.runs).toHaveLength(5);
	expect(grpoMeasured['fresh-bases'].runs.length).toBeGreaterThan(0);
	for (const { runs } of measuredCurves()) for (const { points } of runs) expect(points[0]?.step).toBe(0);
});

it('averages', () => {
	expect(meanOf([1, 2, 6])).toBe(3);
});
