/** The numbers in the prose and questions of lesson 6.3 are those that were measured, or that its formulas give. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { riseMeasured, riseRun } from '../../src/components/figures/rise-measured.ts';
import { decadesOf } from '../../src/components/figures/rise-svg.ts';
import { QUIZ_SIZE, quizShare } from '../../src/data/tasks/quiz.ts';
import { countParameters, gptConfigOf } from '../../src/labs/kit/gpt-shapes.ts';
import { lab } from '../../src/labs/rlvr-scaling/lab.ts';

const text = readFileSync('src/content/lessons/6-rlvr/rlvr-scaling.mdx', 'utf8');
const SPREAD = { answers: 'own', shares: 'spread' } as const;

describe('lesson 6.3', () => {
	it('describes the quiz as it is', () => {
		expect(QUIZ_SIZE).toBe(40);
		expect([0, 39].map((question) => quizShare(SPREAD, question))).toEqual([0.5, expect.closeTo(0.001)]);
		expect(Math.round(1 / quizShare({ answers: 'own', shares: 'equal' }, 0))).toBe(45);
	});

	it('is about three seeds of each run', () => {
		for (const { runs } of Object.values(riseMeasured)) expect(runs.map(({ seed }) => seed)).toEqual([1, 2, 3]);
	});

	it('orders the runs as measured: the more is shared, the shorter the line', () => {
		const decades = (['mix', 'adam', 'whole', 'shared', 'equal'] as const).map((name) => decadesOf(riseRun(name).all.range));
		expect(decades).toEqual(decades.toSorted((a, b) => b - a));
		expect(decades[0]).toBeGreaterThan(1);
		expect(decades.at(-1)).toBeLessThan(0.3);
	});

	it('says how wrong the first half was, and what became of the rarest question', () => {
		const mix = riseRun('mix');
		expect([mix.half.until, mix.points.at(-1)?.step]).toEqual([64, 512]);
		expect(text).toContain(`the first 64 steps give a ceiling of ${mix.half.ceiling.toFixed(2)}`);
		expect(text).toContain(`by step 512 the model is right in ${(mix.points.at(-1)?.accuracy ?? 0).toFixed(2)}`);
		const { atOne = 0, perDecade = 0 } = mix.half.line ?? {};
		expect(text).toContain(`The line, prolonged, says ${(atOne + perDecade * Math.log10(512)).toFixed(2)}`);
		for (const { result } of riseMeasured.mix.runs) {
			const after = result.points.at(-1)?.questions ?? [];
			expect(Math.min(...after.slice(0, 7))).toBeGreaterThan(0.99);
			expect(after[7]?.toFixed(3)).toBe('0.002');
		}
		// Right samples that were to be expected of one in a thousand.
		expect(512 * 8 * 0.001).toBeCloseTo(4, 0);
	});

	it('counts the cost of the mix', () => {
		const parameters = countParameters(gptConfigOf(lab.presets['mix']?.config ?? {}));
		expect(Math.round(parameters / 1_000)).toBe(21);
		const step = 8 * QUIZ_SIZE * 8 * parameters;
		expect(Math.round(step / 1e7)).toBe(5);
		expect(Math.round((512 * step) / 1e9)).toBe(27);
		expect(text).toContain('the whole run of 512 steps some 27 billion');
	});

	it('computes what the questions ask', () => {
		expect(1 - 0.98 ** 64).toBeCloseTo(0.73, 2);
		expect(10 ** (3 + 0.5 / 0.2)).toBeCloseTo(316_228, 0);
		expect(Math.log10(16)).toBeCloseTo(1.2, 2);
		expect(text).toContain('1.2/B');
	});
});
