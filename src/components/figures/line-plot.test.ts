import { describe, expect, test } from 'vitest';
import { linePlotSvg, plotLegend } from './line-plot.ts';

const plot = {
	x: 'tokens',
	y: 'share',
	xTicks: [1, 10, 100],
	series: [
		{
			name: 'vote',
			mark: 1,
			points: [
				{ x: 1, y: 0 },
				{ x: 100, y: 1 },
			],
		},
		{ name: 'dots', mark: 2, isDots: true, points: [{ x: 10, y: 0.5 }] },
	],
} as const;

describe('a line plot', () => {
	test('runs from corner to corner', () => {
		expect(linePlotSvg(plot)).toContain('d="M40.0 246.0L604.0 28.0"');
	});

	test('places decades evenly on a logarithmic axis', () => {
		expect(linePlotSvg({ ...plot, isLog: true })).toContain('<circle class="f2" cx="322.0" cy="137.0" r="4"/>');
		expect(linePlotSvg(plot)).toContain('<circle class="f2" cx="91.3"');
	});

	test('names every series beside its mark', () => {
		expect(plotLegend(plot.series)).toMatch(/path class="series s1".*vote.*circle class="f2".*dots/);
	});
});
