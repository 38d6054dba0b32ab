/** What the prose of lesson 7.1 says of the formats holds for the measured runs, seed by seed; its numbers are drawn from them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatRuns, longerRuns } from '../../src/components/figures/reasoning-measured.ts';

describe.each(formatRuns.runs.map(({ seed, result }) => [seed, result] as const))('lesson 7.1, seed %i', (_, { copied, bare, direct }) => {
	const last = (format: typeof copied) => format.curve.at(-1) ?? { step: 0, think: 0, direct: 0 };
	const middle = (format: typeof copied) => format.curve[Math.floor(format.curve.length / 2)]?.think ?? 0;

	it('both traces are learnt, and results alone lag in the middle', () => {
		expect(last(copied).think).toBeGreaterThan(0.95);
		expect(last(bare).think).toBeGreaterThan(0.95);
		expect(middle(bare)).toBeLessThan(middle(copied));
	});

	it('at once, single operations are often right and longer chains hardly better than a guess', () => {
		const [one = 0, ...longer] = copied.byLength['at once'] ?? [];
		expect(one).toBeGreaterThan(0.4);
		for (const share of longer) expect(share).toBeLessThan(0.2);
	});

	it('answers alone teach not even single operations', () => {
		for (const share of direct.byLength['at once'] ?? []) expect(share).toBeLessThan(0.2);
	});
});

it('lesson 7.1 prints where the first seed stood on the way, on longer chains', () => {
	const text = readFileSync('src/content/lessons/7-reasoning/scratchpad.mdx', 'utf8');
	const { copied, bare } = longerRuns.runs[0]?.result ?? { copied: { curve: [] }, bare: { curve: [] } };
	const [first, second] = [copied, bare].map(({ curve }) => curve.find(({ step }) => step === 420)?.think.toFixed(2));
	expect(text).toContain(`after 420 of the 600 steps, the first seed stood at ${first} and ${second}`);
});
