/** Numbers that lesson 3.5 repeats are those that the lab counts and its runs measured. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { endOf, recallAt } from '../../src/components/figures/mixture-curves.ts';
import { mixtureCurves, mixtureRows } from '../../src/components/figures/mixture-measured.ts';
import measured from '../../src/content/measured/moe-vs-dense.json' with { type: 'json' };
import { factBits } from '../../src/data/tasks/facts.ts';
import { factSpec } from '../../src/labs/kit/moe-facts.ts';
import { moeGptShapes } from '../../src/labs/kit/moe-gpt.ts';
import { account, denseTwins } from '../../src/labs/moe-vs-dense/solution.ts';

const text = readFileSync('src/content/lessons/3-scale/moe-vs-dense.mdx', 'utf8');
const whole = (value: number): string => value.toLocaleString('en');
function range(numbers: readonly number[], digits = 2): string {
	const [low, high] = [Math.min(...numbers), Math.max(...numbers)].map((each) => each.toFixed(digits));
	return low === high ? `${low}` : `${low} to ${high}`;
}
const spec = factSpec({});

describe('the accounts of lesson 3.5', () => {
	it('count the mixture as its shapes do, and the reference agrees', () => {
		const shapes = [...moeGptShapes(spec)];
		const sizeOf = (part: RegExp): number =>
			shapes.filter(([name]) => part.test(name)).reduce((sum, [, shape]) => sum + shape.reduce((a, b) => a * b, 1), 0);
		const parts = [/embedding/, /attention/, /norm/, /router/, /mlp/, /head/].map(sizeOf);
		expect(parts).toEqual([6_208, 4_096, 96, 256, 32_768, 6_144]);
		for (const part of parts) expect(text).toContain(whole(part));
		expect(account(spec)).toEqual({ total: 49_568, active: 20_896, flops: 29_184 });
		expect(text).toContain('| sum | 49,568 | 20,896 | 14,592 |');
	});

	it('find the twins, and what they cost', () => {
		expect(denseTwins(spec)).toEqual({ active: 68, total: 516 });
		const costs = [68, 516].map((hidden) => account({ ...spec, experts: 0, hidden }).flops);
		expect(costs).toEqual([29_184, 86_528]);
		expect(factBits({ subjects: 64, relations: 64, values: 64 })).toBe(24_576);
	});
});

describe('the runs of lesson 3.5', () => {
	const curves = mixtureCurves();
	const rows = mixtureRows();
	const recallOf = (key: string) => rows.find((row) => row.key === key)?.recall ?? [];
	const at = (key: string, axis: 'flops' | 'time') =>
		curves.filter((curve) => curve.key === key).map((curve) => recallAt(curve, axis, endOf(curves, axis)));

	it('recall what the text says', () => {
		expect(text).toContain(`${range(recallOf('moe'))} of the facts`);
		expect(text).toContain(`recalls ${range(recallOf('dense'))}`);
		expect(text).toContain(`the large one ${range(recallOf('wide'))}`);
		const gain = recallOf('moe').map((share, i) => share / (recallOf('dense')[i] ?? Number.NaN));
		expect(text).toContain(`${range(gain, 1)} times the facts at equal FLOPs`);
	});

	it('differ at equal FLOPs as the text says', () => {
		expect(text).toContain(`three times as expensive for each fact, has reached ${range(at('wide', 'flops'))}`);
	});

	it('take the time that the text says', () => {
		const ms = (key: string) => rows.find((row) => row.key === key)?.msPerStep ?? [];
		const ratio = ms('moe').map((each, i) => each / (ms('dense')[i] ?? Number.NaN));
		expect(text).toContain(`${range(ratio, 1)} times as long`);
		const toWide = ms('moe').map((each, i) => each / (ms('wide')[i] ?? Number.NaN));
		expect(text).toContain(`${range(toWide, 1)} times as long as one of the large dense model`);
		for (const [i, share] of at('moe', 'time').entries()) {
			expect(share).toBeGreaterThan(at('dense', 'time')[i] ?? 1);
			expect(share).toBeLessThan(at('wide', 'time')[i] ?? 0);
		}
	});

	it('fail in the narrow model as the text says', () => {
		const last = measured.experiments.narrow.runs.map(({ result }) => result.curve.at(-1));
		const [first, second, third] = last.map((each) => (each?.moe ?? 0).toFixed(2));
		expect(text).toContain(`the mixture recalls ${first}, ${second} and ${third} in three seeds`);
		expect(text).toContain(`its twin ${range(last.map((each) => each?.dense ?? 0))}`);
		expect(text).toContain(`the large dense model ${range(last.map((each) => each?.wide ?? 0))}`);
	});
});
