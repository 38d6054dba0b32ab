/** The numbers in the prose of lesson 5.3 are those that its runs measured. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type PolicyPoint, policyMeasured } from '../../src/components/figures/policy-measured.ts';

const text = readFileSync('src/content/lessons/5-preferences/over-optimisation.mdx', 'utf8');
const { leash, pairs, 'best-of-n': best } = policyMeasured;
const paths = (beta: number): PolicyPoint[][] => leash.runs.map(({ result }) => result.runs.find((run) => run.beta === beta)?.points ?? []);
const last = (path: readonly PolicyPoint[]): PolicyPoint => {
	const point = path.at(-1);
	if (!point) throw new Error('A run has points.');
	return point;
};
const top = (path: readonly PolicyPoint[]): PolicyPoint => path.reduce((a, b) => (b.worth > a.worth ? b : a));
const say = (value: number): string => value.toFixed(2).replace('-', '−');

describe('lesson 5.3', () => {
	const [first = []] = paths(0);

	it('tells the end of the first free run as it was', () => {
		const end = last(first);
		expect(end.example).toBe(new Array(10).fill(end.example.split(' ')[0]).join(' '));
		expect(text).toContain(`for a reward of ${say(end.reward)} and a worth of ${say(end.worth)}`);
		expect(text).toContain(`k3 said ${end.k3.toFixed(1)} nats and the plain mean ${end.kl.toFixed(1)}`);
	});

	it('puts the turn of the free runs at about one or two nats, after 15 to 20 steps', () => {
		for (const path of paths(0)) {
			expect(top(path).kl).toBeGreaterThan(0.5);
			expect(top(path).kl).toBeLessThan(2.5);
			expect([15, 20]).toContain(top(path).step);
			expect(last(path).worth).toBeLessThan(top(path).worth - 0.8);
		}
	});

	it('says that the reward rises from the first look to the last', () => {
		for (const path of paths(0))
			for (const [i, point] of path.slice(1).entries()) expect(point.reward).toBeGreaterThan((path[i]?.reward ?? 0) - 0.06);
	});

	it('says where the held runs settle, and that they are the best in each seed', () => {
		const held = paths(0.3).map(last);
		const drifts = held.map(({ kl }) => kl).toSorted((a, b) => a - b);
		expect(text).toContain(`settle at ${drifts[0]?.toFixed(1)} to ${drifts.at(-1)?.toFixed(1)} nats`);
		for (const [i, end] of held.entries()) {
			for (const beta of [0, 0.1, 1]) expect(end.worth).toBeGreaterThan(last(paths(beta)[i] ?? []).worth);
			expect(end.worth).toBeGreaterThan(top(paths(0)[i] ?? []).worth);
		}
		expect(Math.max(...paths(1).map((path) => last(path).kl))).toBeLessThan(0.5);
	});

	it('compares a held and a free run at the same distance', () => {
		const end = last(paths(0.3)[0] ?? []);
		const passed = first.find(({ kl }) => kl > 4) ?? last(first);
		expect(text).toContain(`at ${end.kl.toFixed(1)} nats, the held policy is paid ${say(end.reward)} and worth ${say(end.worth)}`);
		expect(text).toContain(`the free one passed ${passed.kl.toFixed(1)} nats with ${say(passed.reward)} and ${say(passed.worth)}`);
	});

	it('says what fewer and more pairs come to', () => {
		const ends = (size: number) => pairs.runs.map(({ result }) => last(result.runs.find((run) => run.pairs === size)?.points ?? []));
		expect(Math.max(...ends(100).map(({ worth }) => worth))).toBeLessThan(0);
		const [one, two, three] = ends(10_000);
		expect(text).toContain(
			`end at ${say(one?.worth ?? 0)} in one seed, at ${say(two?.worth ?? 0)} in the next, and in the third at ${say(three?.worth ?? 0)}`,
		);
		expect(Math.round(three?.kl ?? 0)).toBe(12);
		expect(top(pairs.runs[2]?.result.runs.find((run) => run.pairs === 10_000)?.points ?? []).step).toBe(three?.step);
	});

	it('says how best of n goes on', () => {
		const at = (n: number, key: 'worth' | 'reward') =>
			best.runs.map(({ result }) => result.points.find((point) => point.n === n)?.[key] ?? Number.NaN);
		const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
		expect(Math.abs(mean(at(32, 'worth')) - 2.3)).toBeLessThan(0.1);
		expect(mean(at(1_024, 'worth'))).toBeGreaterThan(mean(paths(0.3).map((path) => last(path).worth)));
		expect(mean(at(1_024, 'worth')) - mean(at(32, 'worth'))).toBeLessThan(0.25);
		expect(mean(at(1_024, 'reward')) - mean(at(32, 'reward'))).toBeGreaterThan(0.7);
	});

	it('puts the best of 1,024 six nats away', () => {
		for (const { result } of best.runs) expect(result.points.at(-1)?.kl).toBeCloseTo(Math.log(1_024) - 1_023 / 1_024, 3);
		expect(Math.round(Math.log(1_024) - 1_023 / 1_024)).toBe(6);
	});
});
