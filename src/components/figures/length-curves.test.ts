/** The figure of loss by position draws what was measured, seed by seed. */
import { describe, expect, it } from 'vitest';
import measured from '../../content/measured/rope.json' with { type: 'json' };
import { coarseRow, fineCurve, KINDS, spreadOf } from './length-curves.ts';
import { lengthLegend, lengthSvg } from './length-svg.ts';

describe('loss by position', () => {
	const { runs } = measured.experiments.length;

	it('holds three seeds of each kind, over the whole text', () => {
		expect(runs.map(({ seed }) => seed)).toEqual([1, 2, 3]);
		for (const kind of KINDS) {
			expect(fineCurve(runs, kind)).toHaveLength(16);
			expect(coarseRow(runs, kind).at(-1)?.to).toBe(127);
		}
	});

	it('is drawn without a hole, inside its box', () => {
		const svg = lengthSvg(runs, 0.31) + lengthLegend();
		expect(svg).not.toMatch(/NaN|undefined/);
		for (const [, y] of svg.matchAll(/[ML][\d.]+ ([\d.-]+)/g)) expect(Number(y)).toBeGreaterThan(0);
	});

	it('spreads from the lowest to the highest', () => {
		expect(spreadOf([2, 1, 3])).toEqual({ mean: 2, low: 1, high: 3 });
	});
});
