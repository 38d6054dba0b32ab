/** The numbers in the prose of lesson 7.2 are means of the measured runs. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { budgetChoices, voteChoices } from '../../src/components/figures/reasoning-choices.ts';

const text = readFileSync('src/content/lessons/7-reasoning/inference-scaling.mdx', 'utf8');
const [hot] = voteChoices();
const at = (name: string, doublings: number): string => {
	const found = hot?.plot.series.find((series) => series.name.startsWith(name))?.points[doublings];
	return (found?.y ?? Number.NaN).toFixed(2);
};

describe('lesson 7.2', () => {
	it('prints the measured votes', () => {
		expect(hot?.label).toBe('Temperature 2');
		const tokens = hot?.plot.series[0]?.points[0]?.x.toFixed(1);
		expect(text).toContain(`one sample is right in ${at('vote', 0)} of all cases and costs ${tokens} tokens`);
		expect(text).toContain(`A vote of 4 samples is right in ${at('vote', 2)}, of 8 in ${at('vote', 3)}, of 32 in ${at('vote', 5)}`);
		expect(text).toContain(`4 samples reach ${at('best by a verifier', 2)} and 16 reach ${at('best by a verifier', 4)}`);
		expect(text).toContain(`Two samples help, to ${at('best by its own', 1)}`);
		expect(text).toContain(`down to ${at('best by its own', 5)} with 32`);
	});

	it('prints the dots that follow the line', () => {
		const dots = budgetChoices()[0]?.plot.series.find(({ name }) => name.startsWith('1, 2, 4 or 8 operations, measured'))?.points ?? [];
		const [two, four, eight] = [2, 4, 8].map((steps) => dots.find(({ x }) => x === steps)?.y.toFixed(2));
		expect(text).toContain(`through ${two}, ${four} and ${eight}`);
	});

	it('prints how far the prediction is from the measured budgets', () => {
		const [{ text: said = '' } = {}] = budgetChoices();
		const gaps = [...said.matchAll(/([\d.]+) on average/g)].map(([, gap]) => gap);
		expect(text).toContain(`on average ${gaps[0]} on the first mix and ${gaps[1]} on the second`);
	});
});
