/** Numbers that a lesson's prose repeats are those that its figures compute and its runs measured: who measures again must read again. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { attentionRows } from '../../src/components/figures/attention-mask.ts';
import { impliedUtilisation, isWithinTwo, PUBLISHED, ratio, START, trainingFlops } from '../../src/components/figures/training-cost.ts';
import measured from '../../src/content/measured/1.6.json' with { type: 'json' };
import step from '../../src/content/measured/engine-step.json' with { type: 'json' };
import { gptConfigOf, gptShapes } from '../../src/labs/kit/gpt-shapes.ts';
import { lab as trainGpt } from '../../src/labs/train-gpt/lab.ts';

const prose = (file: string) => readFileSync(`src/content/lessons/${file}.mdx`, 'utf8');

describe('lesson 0.1', () => {
	const text = prose('0-why/deepseek-moment');

	it('names the utilisation that each published run implies', () => {
		const percents = PUBLISHED.map((run) => Math.round(impliedUtilisation(run) * 100));
		expect(percents).toEqual([35, 16, 26]);
		expect(text).toContain('between 16 and 35 percent');
		expect(text).toContain('V3 comes out at about 35 percent, SmolLM3 at 26, Llama 3 8B at 16');
	});

	it('says that one utilisation brings all three within a factor of two, and it does', () => {
		expect(PUBLISHED.every((run) => isWithinTwo(ratio(run, START)))).toBe(true);
	});

	it('adds and multiplies as the reader would', () => {
		expect(trainingFlops({ activeParameters: 37e9, tokens: 14.8e12 })).toBeCloseTo(3.3e24, -23);
		expect(trainingFlops({ activeParameters: 49e9, tokens: 32e12 })).toBeCloseTo(9.4e24, -23);
		expect(2.788e6 * 2).toBeCloseTo(5.576e6);
		expect(Math.round((5.328 / 5.576) * 100)).toBe(96);
		expect(Math.round(30.84 / 2.788)).toBe(Math.round(405 / 37));
	});
});

describe('lesson 1.4', () => {
	it('reads the leak of the row "She" off its own figure', () => {
		const she = attentionRows('after', 'it').find(({ word }) => word === 'She');
		expect(she?.sum.toFixed(2)).toBe('0.89');
		expect(prose('1-gpt2/causal-attention')).toContain('sums to 0.89 in Figure 1: the missing 0.11');
	});
});

describe('lesson 1.6', () => {
	const above = (preset: 'tiny' | 'small', variant: string): number[] => {
		const found = measured.presets[preset].effects.find((effect) => effect.variant === variant);
		if (!found) throw new Error(`"${variant}" was not measured on ${preset}.`);
		return found.above.map(Number);
	};
	const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
	const costs = (preset: 'tiny' | 'small', variant: string) =>
		above(preset, variant).map((value, seed) => value - (above(preset, 'reference')[seed] ?? Number.NaN));

	it('calls L2 the worst, and puts two silent mistakes at four to eight tenths of a nat', () => {
		const worst = measured.presets.tiny.effects.toSorted((a, b) => mean(b.above) - mean(a.above))[0];
		expect(worst?.variant).toBe('l2-instead-of-decoupled');
		for (const variant of ['means-forgotten', 'clips-after-means']) {
			expect(mean(costs('tiny', variant))).toBeGreaterThan(0.4);
			expect(mean(costs('tiny', variant))).toBeLessThan(0.85);
		}
	});

	it('calls decayed gains worse in each seed by less than a hundredth, and clipping worth something', () => {
		for (const cost of costs('tiny', 'decays-vectors')) {
			expect(cost).toBeGreaterThan(0);
			expect(cost).toBeLessThan(0.01);
		}
		expect(Math.min(...costs('tiny', 'no-clipping'))).toBeGreaterThan(0.03);
	});

	it('says that the constant rate wins the short run and ends nearly three times as far off in the long one', () => {
		expect(Math.max(...costs('tiny', 'constant-rate'))).toBeLessThan(0);
		const factor = mean(above('small', 'constant-rate')) / mean(above('small', 'reference'));
		expect(factor).toBeGreaterThan(2.5);
		expect(factor).toBeLessThan(3);
	});

	it('says that warm-up cannot be told from noise in the short run and is worth a little in the long one', () => {
		expect(Math.min(...costs('tiny', 'no-warm-up'))).toBeLessThan(0);
		for (const cost of costs('small', 'no-warm-up')) expect(cost).toBeGreaterThan(0);
	});
});

describe('the commands of a step in lesson 1.6', () => {
	const text = prose('1-gpt2/train-gpt');

	it('are those of the measured step', () => {
		expect(step.preset).toBe('small');
		expect(text).toContain(`it has ${step.eager.dispatches} entries`);
		expect(text).toContain(`the ${step.eager.dispatches} become ${step.replayed.length}`);
	});

	it('belong to as many tensors and as much work as the preset has', () => {
		const small = trainGpt.presets['small'];
		expect(gptShapes(gptConfigOf(small?.config ?? {})).size).toBe(37);
		const flops = (small?.flops ?? 0) / (small?.steps ?? 1);
		expect(flops / 1e9).toBeGreaterThan(0.45);
		expect(flops / 1e9).toBeLessThan(0.65);
	});
});
