import { describe, expect, it } from 'vitest';
import { curvesSvg, curvesText } from './grpo-curves.ts';

const runs = [
	{
		name: 'recipe',
		label: 'The recipe',
		runs: [1, 2].map((seed) => ({
			seed,
			points: [
				{ step: 0, heldOut: 0.15 },
				{ step: 5, style: 0.2, within: 0.9, kl: 0.01 },
				{ step: 50, heldOut: 0.8, style: 0.9, within: 0.95, kl: 0.7 },
			],
		})),
	},
];

describe('measured curves', () => {
	it('draws a line a seed, through the points that hold the measure', () => {
		const svg = curvesSvg(runs, { run: 'recipe', key: 'heldOut' });
		expect(svg.match(/<path/g)).toHaveLength(2);
		expect(svg).toContain('M46.0 201.1L600.0 67.2');
	});

	it('gives distances an axis that holds them', () => {
		expect(curvesSvg(runs, { run: 'recipe', key: 'kl' })).toContain('text-anchor="end">1<');
	});

	it('says where each seed begins and ends', () => {
		expect(curvesText(runs, { run: 'recipe', key: 'heldOut' })).toContain('seed 1 from 0.15 to 0.80; seed 2 from 0.15 to 0.80');
		expect(curvesText(runs, { run: 'none', key: 'kl' })).toBe('');
	});
});
