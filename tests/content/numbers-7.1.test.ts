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

it('lesson 7.1 says truly which format won on longer chains', () => {
	const ends = longerRuns.runs.map(({ result }) => [result.copied, result.bare].map(({ curve }) => curve.at(-1)?.think ?? 0));
	const won = ends.filter(([copied = 0, bare = 0]) => bare > copied + 0.1);

	expect(ends).toHaveLength(3);
	expect(won).toHaveLength(2);
	expect(readFileSync('src/content/lessons/7-reasoning/scratchpad.mdx', 'utf8')).toContain(
		'There the short format won, in two seeds of three.',
	);
});
