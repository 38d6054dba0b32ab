/** The numbers in the prose of lesson 5.1 are those that its task defines and its runs measured. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { meanOf } from '../../src/components/figures/measured-runs.ts';
import { rewardMeasured } from '../../src/components/figures/reward-measured.ts';
import { LABEL_CEILING, LABEL_FLOOR, labelProbability } from '../../src/data/tasks/messages.ts';

const text = readFileSync('src/content/lessons/5-preferences/reward-model.mdx', 'utf8');
const fitsOf = (pairs: number) => rewardMeasured.pairs.runs.flatMap(({ result }) => result.fits.filter((fit) => fit.pairs === pairs));
const lastOf = (pairs: number) => fitsOf(pairs).flatMap(({ looks }) => looks.slice(-1));
const logistic = (lead: number): number => Math.round(100 / (1 + Math.exp(-lead)));

describe('lesson 5.1', () => {
	it('turns leads into percentages and odds', () => {
		expect([1, 2, 3].map(logistic)).toEqual([73, 88, 95]);
		expect(text).toContain('A lead of 1 means 73 percent, 2 means 88, 3 means 95');
		expect(Math.E.toFixed(1)).toBe('2.7');
	});

	it('states floor and ceiling of the labels', () => {
		expect(text).toContain(`${(100 * LABEL_CEILING).toFixed(1)} percent of the labels`);
		expect(text).toContain(`${LABEL_FLOOR} nats a pair`);
		// One label in seven or so is turned round.
		expect(1 / (1 - labelProbability(99, -99))).toBeCloseTo(6.7, 1);
	});

	it('calls the small fit sure and hardly better than a coin', () => {
		for (const look of lastOf(100)) {
			expect(look.loss).toBeGreaterThan(Math.LN2);
			const [claimed = 0, came = 0] = look.bins.at(-1) ?? [];
			expect(claimed).toBeGreaterThan(0.95);
			expect(came).toBeLessThan(0.7);
		}
	});

	it('places the losses of three sizes', () => {
		for (const look of lastOf(100)) expect(look.loss).toBeGreaterThan(2 * Math.LN2);
		for (const look of lastOf(1_000)) expect(Math.abs(look.loss - Math.LN2)).toBeLessThan(0.05);
		for (const look of lastOf(10_000)) expect(look.loss).toBeLessThan(LABEL_FLOOR + 0.05);
	});

	it('says that the loss has its least value early and then climbs, for few pairs', () => {
		for (const pairs of [30, 100, 300])
			for (const { looks } of fitsOf(pairs)) {
				const least = looks.reduce((a, b) => (b.loss < a.loss ? b : a));
				expect(least.step).toBeLessThan(looks.at(-1)?.step ?? 0);
			}
	});

	it('says that nothing passes the ceiling by the labels, and that worth is guessed better than labels', () => {
		for (const pairs of [1_000, 3_000, 10_000])
			for (const look of lastOf(pairs)) {
				expect(look.asLabelled).toBeLessThan(LABEL_CEILING + 0.015);
				expect(look.asWorth).toBeGreaterThan(look.asLabelled);
			}
		expect(meanOf(lastOf(1_000).map(({ asWorth }) => asWorth))).toBeCloseTo(0.7, 1);
	});
});
