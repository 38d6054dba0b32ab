/** The lifetime bill: the laws as published, the valley where calculus puts it, and the words that say it. */
import { describe, expect, it } from 'vitest';
import {
	billAtLoss,
	billOf,
	cheapest,
	computeOptimal,
	demandThatJustifies,
	LAWS,
	lawById,
	lossOf,
	optimalOfSize,
	servingFlops,
	tokensForLoss,
} from './lifetime-cost.ts';
import { lifetimeOf, lifetimeRows, lifetimeSvg, lifetimeText, START } from './lifetime-cost-html.ts';
import { justified, RELEASED, ratioOf, releasedSvg } from './released-runs.ts';
import { short, trainingFlops } from './training-cost.ts';

const [REFIT, ORIGINAL] = LAWS;
const demandOf = (served: number) => ({ served, training: { utilisation: 0.4, price: 2 }, servingUtilisation: 0.4 });

describe('the laws', () => {
	it('give the exponent of the refit, 0.5126, and of the original, 0.46', () => {
		const exponent = ({ alpha, beta }: (typeof LAWS)[number]) => beta / (alpha + beta);
		expect(exponent(REFIT)).toBeCloseTo(0.5126, 3);
		expect(exponent(ORIGINAL)).toBeCloseTo(0.46, 2);
	});

	it('split a budget so that no other split of it has a lower loss', () => {
		for (const law of LAWS) {
			const best = computeOptimal(law, 1e23);
			expect(trainingFlops(best)).toBeCloseTo(1e23, -18);
			for (const factor of [0.9, 1.1]) {
				const other = { activeParameters: best.activeParameters * factor, tokens: best.tokens / factor };
				expect(lossOf(law, other)).toBeGreaterThan(lossOf(law, best));
			}
			expect(optimalOfSize(law, best.activeParameters).tokens / best.tokens).toBeCloseTo(1, 6);
		}
	});

	it('find the tokens for a loss, or none', () => {
		const run = { activeParameters: 8e9, tokens: 2e12 };
		expect(tokensForLoss(REFIT, run.activeParameters, lossOf(REFIT, run)) / run.tokens).toBeCloseTo(1, 6);
		expect(tokensForLoss(REFIT, 1e8, 2)).toBe(Number.POSITIVE_INFINITY);
		expect(lawById('refit')).toBe(REFIT);
	});
});

describe('the bill', () => {
	it('adds training once and serving by the token', () => {
		const run = { activeParameters: 1e9, tokens: 20e9 };
		const bill = billOf(run, demandOf(60e9));
		expect(servingFlops(run.activeParameters, 60e9)).toBe(trainingFlops(run));
		expect(bill.serving / bill.training).toBeCloseTo(1, 9);
		expect(bill.total).toBe(bill.training + bill.serving);
	});

	it('is lowest at the compute-optimal size when nothing is served, and at smaller ones the more is', () => {
		const run = optimalOfSize(REFIT, 70e9);
		const sizes = [1e6, 1e12, 1e13, 1e14].map((served) => cheapest(REFIT, lossOf(REFIT, run), demandOf(served)).run.activeParameters);
		expect((sizes[0] ?? 0) / 70e9).toBeCloseTo(1, 3);
		expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
	});

	it('is lowest for a released run exactly at the demand that justifies it', () => {
		const run = { activeParameters: 8.03e9, tokens: 15e12 };
		const served = demandThatJustifies(REFIT, run);
		const best = cheapest(REFIT, lossOf(REFIT, run), demandOf(served));
		expect(best.run.activeParameters / run.activeParameters).toBeCloseTo(1, 3);
		const near = billAtLoss(REFIT, run.activeParameters * 1.1, lossOf(REFIT, run), demandOf(served));
		expect(near.total).toBeGreaterThan(best.total);
	});
});

describe('the figure', () => {
	it('says what it draws, at both ends of its sliders', () => {
		expect(lifetimeText({ ...START, served: 9 })).toContain('less than one percent');
		expect(lifetimeText(START)).toMatch(/costs \d+ percent less/);
		for (const served of [9, 12, 15])
			for (const size of [9, 11.75])
				for (const { id } of LAWS) {
					expect(lifetimeSvg({ ...START, served, size, law: id })).not.toMatch(/NaN|Infinity/);
					expect(lifetimeRows({ ...START, served, size, law: id })).not.toMatch(/NaN|Infinity|e\+/);
				}
		expect(lifetimeOf(START).best.total).toBeLessThan(lifetimeOf(START).optimal.total);
	});

	it('puts seven released models between 20 and 60,000 tokens per parameter', () => {
		const ratios = RELEASED.map((run) => Math.round(ratioOf(run)));
		expect(ratios).toEqual([20, 400, 548, 1868, 3642, 4396, 60_403]);
		expect(releasedSvg()).not.toContain('NaN');
		expect(justified({ activeParameters: 70e9, tokens: 1e12 })).toContain(null);
	});

	it('writes numbers beyond the last letter in full', () => {
		expect(short(1e15)).toBe('1,000T');
		expect(short(2.664e6)).toBe('2.66M');
	});
});
