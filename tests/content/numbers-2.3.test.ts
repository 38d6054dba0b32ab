/** The numbers in the prose of lesson 2.3 are those that its runs measured. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { coarseRow, fineCurve, KINDS, type Kind, type LengthRun } from '../../src/components/figures/length-curves.ts';
import { speedsOf } from '../../src/components/figures/rope-hands.ts';
import measured from '../../src/content/measured/rope.json' with { type: 'json' };
import { NATS_PER_TOKEN, TOKENS_PER_STORY } from '../../src/data/storyland/entropy.ts';

const text = readFileSync('src/content/lessons/2-modern-block/rope.mdx', 'utf8');
const { length, early } = measured.experiments;
/** Positions 1 to 15, 16 to 31, 32 to 63, 64 to 127. */
const cell = (runs: readonly LengthRun[], kind: Kind, at: number) => coarseRow(runs, kind)[at]?.mean ?? Number.NaN;
const said = (value: number | undefined): string => (value ?? Number.NaN).toFixed(2);

describe('lesson 2.3', () => {
	it('was measured over three seeds, on windows and texts as it says', () => {
		for (const { runs } of [length, early]) expect(runs.map(({ seed }) => seed)).toEqual([1, 2, 3]);
		for (const { result } of length.runs) expect([result.trained, result.long]).toEqual([32, 128]);
		for (const { result } of early.runs) expect([result.layers, result.steps]).toEqual([1, 120]);
	});

	it('cannot tell the kinds apart inside the window', () => {
		const inside = (kind: Kind) => coarseRow(length.runs, kind)[1];
		const [learned, rope, none] = KINDS.map(inside);
		expect(text).toContain(
			`${said(learned?.mean)} nats with learned positions, ${said(rope?.mean)} with RoPE and ${said(none?.mean)} without positions`,
		);
		expect(text).toContain(`RoPE alone spans ${said(rope?.low)} to ${said(rope?.high)}`);
		const means = [learned, rope, none].map((each) => each?.mean ?? Number.NaN);
		expect(Math.max(...means) - Math.min(...means)).toBeLessThan((rope?.high ?? 0) - (rope?.low ?? 0));
	});

	it('says what each kind costs outside the window', () => {
		/** Positions 24 to 31, and 32 to 39. */
		const edge = (kind: Kind) => fineCurve(length.runs, kind)[4]?.mean;
		const before = fineCurve(length.runs, 'rope')[3]?.mean;
		const at = (kind: Kind, stretch: number) => coarseRow(length.runs, kind)[stretch];
		expect(text).toContain(
			`${said(edge('learned'))} nats over the first eight new positions, ${said(at('learned', 2)?.mean)} up to position 63`,
		);
		expect(text).toContain(`from ${said(before)} to ${said(edge('rope'))}`);
		expect((edge('rope') ?? 0) - (before ?? 0)).toBeLessThan(0.15);
		expect(text).toContain(`${said(at('rope', 2)?.mean)} up to position 63, and ${said(at('rope', 3)?.mean)} over positions 64 to 127`);
		expect(text).toContain(`at ${said(edge('none'))}, level with it`);
		expect(Math.abs((at('none', 2)?.mean ?? 0) - (at('rope', 2)?.mean ?? 1))).toBeLessThan(0.05);
		expect(text).toContain(`with ${said(at('none', 3)?.mean)}, in each seed`);
		expect(said(NATS_PER_TOKEN)).toBe('0.31');
		expect(Math.round(TOKENS_PER_STORY)).toBe(51);
	});

	it('holds in each seed what it says of each seed', () => {
		const far = (run: LengthRun) => KINDS.map((kind) => coarseRow([run], kind)[3]?.mean ?? Number.NaN);
		for (const run of length.runs) {
			const [learned = 0, rope = 0, none = 0] = far(run);
			expect(none).toBeLessThan(rope);
			expect(rope).toBeLessThan(learned);
			const [first, second] = (['rope', 'none'] as const).map((kind) => fineCurve([run], kind)[4]?.mean ?? Number.NaN);
			expect(first).toBeLessThan(second ?? 0);
		}
		const worst = length.runs.map(far).toSorted(([, a = 0], [, b = 0]) => b - a)[0] ?? [];
		expect(text).toContain(`One seed ended there at ${said(worst[1])}, hardly better than its learned table with ${said(worst[0])}`);
	});

	it('says who learns faster, with the same sign in each seed', () => {
		const inside = (kind: Kind) => cell(early.runs, kind, 1);
		expect(text).toContain(
			`cost ${said(inside('learned'))} nats with learned positions and ${said(inside('rope'))} with RoPE, a gap of ${said(inside('learned') - inside('rope'))}`,
		);
		expect(text).toContain(`better than learned ones then: ${said(inside('none'))}`);
		for (const run of early.runs)
			for (const kind of ['rope', 'none'] as const) expect(cell([run], kind, 1)).toBeLessThan(cell([run], 'learned', 1));
	});

	it('counts and turns as the reader would', () => {
		expect(1_024 * 768).toBe(786_432);
		expect(2 * Math.PI).toBeCloseTo(6.28, 2);
		expect(speedsOf(10_000)[0]).toBe(1);
		expect(4_096 * 32).toBe(131_072);
	});
});
