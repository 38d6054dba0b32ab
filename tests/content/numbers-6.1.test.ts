/** Numbers that the prose of lesson 6.1 repeats are those that its figure computes and its runs measured. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { grpoMeasured } from '../../src/components/figures/grpo-measured.ts';
import { meanOf } from '../../src/components/figures/measured-runs.ts';
import { GALLERY, RULES } from '../../src/components/figures/verifier-gallery.ts';
import { ADDITION_MOST_NEW } from '../../src/data/tasks/addition.ts';
import { exploit } from '../../src/labs/verifier/solution.ts';

const text = readFileSync('src/content/lessons/6-rlvr/verifier.mdx', 'utf8');
const paidAtEnd = (name: 'last-digit' | 'format-only') =>
	grpoMeasured[name].runs.map(({ result }) => result.curve.findLast(({ sampled }) => sampled !== undefined)?.sampled ?? 0);

it('describes the gallery and the exploit as they are', () => {
	expect(GALLERY).toHaveLength(10);
	expect(RULES.at(0)?.pays.filter(Boolean)).toHaveLength(8);
	expect(text).toContain('at most 13 tokens');
	expect(ADDITION_MOST_NEW).toBe(13);
	expect(exploit()).toMatch(/^200 .* 1998$/);
});

it('says that those who forget carries are more than twice as many as the careful', () => {
	const share = (name: string) =>
		meanOf(grpoMeasured.recipe.runs.map(({ result }) => result.fromStyles.find(({ style }) => style === name)?.share ?? 0));
	expect(share('carry-less') / share('scratchpad')).toBeGreaterThan(2);
	expect(share('carry-less') / share('scratchpad')).toBeLessThan(3);
	expect(text).toContain('more than twice as many');
});

it('says what the verifier of the last digit pays and what is right in the end', () => {
	for (const paid of paidAtEnd('last-digit')) expect(Math.round(paid * 100)).toBe(99);
	expect(text).toContain('pays 99 of 100 samples');
	const from = meanOf(grpoMeasured.recipe.runs.map(({ result }) => result.from));
	for (const { result } of grpoMeasured['last-digit'].runs) {
		expect(result.hidden).toBeLessThan(from);
		expect(result.styles.toSorted((a, b) => b.share - a.share)[0]?.style).toBe('carry-less');
	}
});

it('says that under the verifier of the form the guess grows and refusals go', () => {
	for (const paid of paidAtEnd('format-only')) expect(paid).toBeGreaterThan(0.98);
	for (const { result } of grpoMeasured['format-only'].runs) {
		const share = (name: string) => result.styles.find(({ style }) => style === name)?.share ?? 0;
		expect(share('direct')).toBeGreaterThan(0.6);
		expect(share('refusal')).toBeLessThan(0.01);
	}
});
