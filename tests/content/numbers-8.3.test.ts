/** The numbers in the prose and questions of lesson 8.3 follow from its figures and from each other. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DATED, KNOWN } from '../../src/components/activities/forecast-questions.ts';
import { countWeights } from '../../src/components/figures/architecture.ts';
import { modelById } from '../../src/components/figures/architecture-models.ts';
import { expectedBrier } from '../../src/components/figures/brier.ts';
import { MEDIANS } from '../../src/components/figures/forecast-shifts.ts';

const text = readFileSync('src/content/lessons/8-capstone/timelines.mdx', 'utf8');

describe('lesson 8.3', () => {
	it('asks as many questions as it says', () => {
		expect(KNOWN.length + DATED.length).toBe(16);
		expect(text).toContain('sixteen questions for you');
		expect(KNOWN).toHaveLength(10);
		expect(DATED).toHaveLength(6);
	});

	it('turns a doubling of 131 days into nearly sevenfold in a year', () => {
		expect(2 ** (365 / 131)).toBeGreaterThan(6.8);
		expect(2 ** (365 / 131)).toBeLessThan(7);
	});

	it('repeats the medians of its figure', () => {
		const said = MEDIANS.filter(({ who }) => who === 'Lifland').map(({ words }) => words);
		expect(said).toEqual(['2030', 'early 2032', 'mid 2030']);
	});

	it('scores as its questions say', () => {
		expect([0.7, 1, 0.5].map((p) => Number(expectedBrier({ said: p, chance: 0.7 }).toFixed(2)))).toEqual([0.21, 0.3, 0.25]);
		expect((7 * 0.1 ** 2 + 3 * 0.9 ** 2) / 10).toBeCloseTo(0.25, 9);
	});

	it('counts the weights of its statement as lesson 2.1 does', () => {
		const { total, active } = countWeights(modelById('qwen3-235b-a22b').shape);
		expect(total - active).toBeGreaterThan(200e9);
		expect([(total / 1e9).toFixed(1), (active / 1e9).toFixed(1)]).toEqual(['235.1', '21.6']);
	});
});
