/** The scaling figure draws every run, and its words say whether the true floor lies inside the interval. */
import { describe, expect, it } from 'vitest';
import { type FamilyData, familySvg, familyText, WAYS } from './scaling-svg.ts';

const row = (width: number, tokens: number) => ({
	width,
	weights: 1_000 * width,
	blocks: 12 * width ** 2,
	tokens,
	loss: 0.5 + 3 / width + 2_000 / tokens,
});
const law = { E: 0.5, A: 3_000, B: 2_000, alpha: 1, beta: 1, interval: [0.4, 0.6], predicted: [0.7, 0.66], growth: 0.5 };
const data: FamilyData = {
	floor: 0.5,
	rows: [...[4, 8, 16].flatMap((width) => [6_400, 12_800, 25_600].map((tokens) => row(width, tokens))), row(24, 25_600), row(24, 51_200)],
	ways: Object.fromEntries(WAYS.map(([id]) => [id, id === 'noFloor' ? { ...law, E: 0, interval: [0, 0] } : law])),
};

describe('the scaling figure', () => {
	it('draws nine dots, three curves and two predictions for every way to fit', () => {
		for (const [way] of WAYS) {
			const svg = familySvg({ seed: 1, way }, data);
			expect(svg.match(/r="4"/g)).toHaveLength(9 + 3);
			expect(svg.match(/class="series/g)).toHaveLength(3);
			expect(svg.match(/r="5"/g)).toHaveLength(2);
			expect(svg).not.toContain('NaN');
		}
	});

	it('puts a run of a law that is exact on its curve', () => {
		const svg = familySvg({ seed: 1, way: 'everything' }, data);
		const first = /<circle class="f1" cx="([\d.]+)" cy="([\d.]+)" r="4"/.exec(svg);
		expect(Number(first?.[2])).toBeGreaterThan(18);
		expect(Number(first?.[2])).toBeLessThan(284);
	});

	it('says inside and outside', () => {
		expect(familyText({ seed: 1, way: 'everything' }, data)).toContain('lies inside');
		expect(familyText({ seed: 1, way: 'noFloor' }, data)).toContain('lies outside');
		expect(familyText({ seed: 1, way: 'everything' }, data)).toContain('0.700');
	});

	it('draws nothing for a way that was not fitted', () => {
		expect(familySvg({ seed: 1, way: 'other' }, data)).toBe('');
		expect(familyText({ seed: 1, way: 'other' }, data)).toBe('');
	});
});
