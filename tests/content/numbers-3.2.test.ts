/** The numbers in the prose and questions of lesson 3.2 are those that its figures compute. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { computeOptimal, demandThatJustifies, LAWS, servingFlops } from '../../src/components/figures/lifetime-cost.ts';
import { lifetimeOf, lifetimeText, START } from '../../src/components/figures/lifetime-cost-html.ts';
import { RELEASED, ratioOf } from '../../src/components/figures/released-runs.ts';
import { gpuHours, trainingFlops } from '../../src/components/figures/training-cost.ts';

const text = readFileSync('src/content/lessons/3-scale/compute-optimal.mdx', 'utf8');
const [REFIT, ORIGINAL] = LAWS;
const released = (name: string) => {
	const found = RELEASED.find((run) => run.name === name);
	if (!found) throw new Error(`released-runs.ts has no "${name}".`);
	return found;
};
const perParameter = (law: (typeof LAWS)[number], flops: number) => Math.round(ratioOf(computeOptimal(law, flops)));

describe('lesson 3.2', () => {
	it("splits Chinchilla's budget by both laws as it says", () => {
		const budget = trainingFlops(released('Chinchilla 70B'));
		const sizes = LAWS.map((law) => Math.round(computeOptimal(law, budget).activeParameters / 1e9));
		expect(sizes).toEqual([73, 41]);
		expect([perParameter(REFIT, budget), perParameter(ORIGINAL, budget)]).toEqual([18, 59]);
		expect(text).toContain('41 billion parameters with 59 tokens each');
		expect(text).toContain('it is 73 billion and 18');
	});

	it('says how the ratio moves with the budget', () => {
		expect([perParameter(REFIT, 1e21), perParameter(REFIT, 1e25)]).toEqual([22, 17]);
		expect(perParameter(ORIGINAL, 1e25)).toBeGreaterThan(perParameter(ORIGINAL, 1e21));
	});

	it('reads the start of its figure', () => {
		expect(lifetimeText(START)).toContain(
			'10.0T tokens served, the cheapest model over its life has 28.2B parameters and 184 tokens per parameter',
		);
		expect(lifetimeText(START)).toContain('41 percent less');
		expect(text).toContain('has 28 billion parameters and 184 tokens for each, and costs 41 percent less');
		expect(lifetimeText({ ...START, served: 11 })).toContain('less than one percent');
		const { best, optimal, loss } = lifetimeOf(START);
		expect(best.training).toBeGreaterThan(optimal.training);
		expect(best.run.tokens / optimal.run.tokens).toBeCloseTo(4, 0);
		const least = (REFIT.a / (loss - REFIT.floor)) ** (1 / REFIT.alpha);
		expect(Math.round(least / 1e9)).toBe(10);
	});

	it('names the demand behind Llama 3 8B', () => {
		const llama = released('Llama 3 8B');
		const demands = LAWS.map((law) => Math.round(demandThatJustifies(law, llama) / 1e12));
		expect(demands).toEqual([189, 86]);
		expect(demandThatJustifies(REFIT, llama) / (3 * llama.tokens) + 1).toBeCloseTo(5, 0);
		expect(Math.round((20 * llama.activeParameters) / 1e9 / 10) * 10).toBe(160);
		expect(trainingFlops(llama) / servingFlops(llama.activeParameters, 45e12)).toBeCloseTo(1, 9);
	});

	it('repeats the ratios of the released models', () => {
		const ratios = ['Llama 3 8B', 'Qwen3 0.6B'].map((name) => Math.round(ratioOf(released(name))));
		expect(ratios).toEqual([1868, 60_403]);
		expect(Math.round(14.8e12 / 671e9)).toBe(22);
		expect(ratioOf(released('DeepSeek-V3'))).toBe(400);
	});

	it('prices a million tokens of DeepSeek-V3', () => {
		expect(servingFlops(37e9, 1e6)).toBe(7.4e16);
		expect(gpuHours(7.4e16, 0.2) * 2).toBeCloseTo(0.21, 2);
	});
});
