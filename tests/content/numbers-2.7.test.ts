/** What lesson 2.7 says in words and numbers is what its ladders measured: who measures again must read again. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import measured from '../../src/content/measured/modernise.json' with { type: 'json' };
import { effect } from '../../src/labs/modernise/borrowed.ts';

const text = readFileSync('src/content/lessons/2-modern-block/modernise.mdx', 'utf8');

function effectOf(length: 'brief' | 'longer', name: string) {
	const { runs } = measured.experiments[length];
	const rung = runs[0]?.result.ladder.findIndex((each) => each.name === name) ?? -1;
	const losses = (index: number): number[] => runs.map(({ result }) => result.ladder[index]?.loss ?? Number.NaN);
	return { ...effect(losses(rung - 1), losses(rung)), changes: losses(rung).map((loss, i) => loss - (losses(rung - 1)[i] ?? 0)) };
}

const CHANGES = measured.experiments.brief.runs[0]?.result.ladder.slice(1).map(({ name }) => name) ?? [];

describe('the ladders of lesson 2.7', () => {
	it('have three seeds and the lengths that the text names', () => {
		for (const { runs } of Object.values(measured.experiments)) expect(runs.map((run) => run.seed)).toEqual([1, 2, 3]);
		expect(measured.experiments.brief.runs[0]?.result.steps).toBe(80);
		expect(measured.experiments.longer.runs[0]?.result.steps).toBe(200);
		expect(text).toContain('*brief*, 80 steps');
		expect(text).toContain('*longer*, 200 steps');
	});

	it('show three effects in the brief run', () => {
		const verdicts = CHANGES.map((name) => effectOf('brief', name).verdict);
		expect(verdicts.filter((verdict) => verdict !== 'no visible effect')).toHaveLength(3);
		const head = effectOf('brief', 'head of its own');
		expect(head.verdict).toBe('better');
		expect(Math.max(...head.changes)).toBeLessThan(-0.45);
		expect(effectOf('brief', 'RMSNorm')).toMatchObject({ verdict: 'better' });
		expect(effectOf('brief', 'RMSNorm').mean.toFixed(3)).toBe('-0.009');
		expect(effectOf('brief', 'RoPE')).toMatchObject({ verdict: 'worse' });
		expect(effectOf('brief', 'RoPE').mean.toFixed(2)).toBe('0.07');
	});

	it('show none in the longer one, and RoPE ahead in each seed', () => {
		for (const name of CHANGES) expect(effectOf('longer', name).verdict).toBe('no visible effect');
		expect(effectOf('longer', 'head of its own').mean.toFixed(2)).toBe('-0.08');
		const rope = effectOf('longer', 'RoPE');
		expect(rope.mean.toFixed(3)).toBe('-0.015');
		for (const change of rope.changes) expect(change).toBeLessThan(0);
		expect(effectOf('longer', '2 key-value heads').high.toFixed(2)).toBe('0.09');
	});

	it('have seeds that differ by up to 0.07 on a rung', () => {
		const { runs } = measured.experiments.longer;
		const spreads = (runs[0]?.result.ladder ?? []).map((_, rung) => {
			const losses = runs.map(({ result }) => result.ladder[rung]?.loss ?? Number.NaN);
			return Math.max(...losses) - Math.min(...losses);
		});
		expect(Math.max(...spreads).toFixed(2)).toBe('0.07');
	});

	it('cost and cache what the text says', () => {
		const ladder = measured.experiments.longer.runs[0]?.result.ladder ?? [];
		const flops = ladder.reduce((sum, { weights }) => sum + 6 * weights * 200 * 376 * 3, 0);
		expect(flops / 1e11).toBeCloseTo(3.5, 1);
		expect(ladder.map(({ cacheBytes }) => cacheBytes).slice(-3)).toEqual([256, 128, 128]);
		expect(1 - 0.95 ** 7).toBeCloseTo(0.3, 2);
		expect((2.78 / Math.sqrt(5) / (4.3 / Math.sqrt(3))).toFixed(1)).toBe('0.5');
	});
});
