import { expect, test } from 'vitest';
import { endOf, legendHtml, mixtureSvg, mixtureText, recallAt, short } from './mixture-curves.ts';
import type { MixtureCurve } from './mixture-measured.ts';

const curve = (key: MixtureCurve['key'], cost: number, recall: number): MixtureCurve => ({
	...{ key, seed: 1 },
	points: [1, 2].map((n) => ({ step: 100 * n, flops: 1e9 * cost * n, time: cost * n, recall: (recall * n) / 2 })),
});
const CURVES = [curve('moe', 1, 1), curve('dense', 1, 0.5), curve('wide', 4, 1)];

test('steps reach to the end, costs only as far as every model has paid', () => {
	expect(endOf(CURVES, 'step')).toBe(200);
	expect(endOf(CURVES, 'flops')).toBe(2e9);
});

test('between two looks recall lies on a straight line', () => {
	const [, , wide] = CURVES;
	expect(wide && recallAt(wide, 'flops', 2e9)).toBeCloseTo(0.25);
	expect(wide && recallAt(wide, 'step', 200)).toBe(1);
});

test('the drawing has three curves and a legend, and the words give a number for each', () => {
	expect(mixtureSvg(CURVES, 'flops').match(/class="series/g)).toHaveLength(3);
	expect(mixtureText(CURVES, 'flops')).toContain('mixture 1.00; dense, equal active 0.50; dense, equal total 0.25');
	expect(legendHtml()).toContain('dense, equal total');
	expect(short(1.234e10)).toBe('12 G');
});
