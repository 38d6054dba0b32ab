/** Numbers that the prose of lesson 6.2 repeats are those that its runs measured, and the arithmetic that it does in words. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { grpoMeasured } from '../../src/components/figures/grpo-measured.ts';
import { meanOf } from '../../src/components/figures/measured-runs.ts';
import { lab } from '../../src/labs/grpo/lab.ts';
import { countParameters, gptConfigOf } from '../../src/labs/kit/gpt-shapes.ts';

const text = readFileSync('src/content/lessons/6-rlvr/grpo.mdx', 'utf8');
const small = lab.presets['small'];
const config = small?.config ?? {};
const runs = grpoMeasured.recipe.runs.map(({ result }) => result);
const inStyle = (styles: readonly { style: string; share: number; accuracy: number }[]) =>
	styles.find(({ style }) => style === 'scratchpad');

it('counts weights, tokens and operations', () => {
	const weights = countParameters(gptConfigOf(config));
	const tokens = (config['groups'] ?? 0) * (config['size'] ?? 0) * ((config['time'] ?? 0) - 1);
	expect(weights).toBe(104_000);
	expect(text).toContain('104,000 weights');
	expect(tokens).toBe(5_120);
	expect(text).toContain('about 5,100 tokens');
	expect((10 * weights * tokens) / 1e9).toBeCloseTo(5.3, 1);
	expect((10 * weights * tokens * (small?.steps ?? 0)) / 1e9).toBeCloseTo(266, 0);
	expect(text).toContain('270 billion');
	expect(config['beta']).toBe(0.05);
});

it('says where the base stands', () => {
	const from = meanOf(runs.map((run) => run.from));
	expect(1 / from).toBeGreaterThan(6.5);
	expect(1 / from).toBeLessThan(7.5);
	expect(text).toContain('one of seven tries');
});

it('reaches the target from the shipped base with every seed, by a wide margin', () => {
	expect(runs).toHaveLength(5);
	for (const { hidden } of runs) expect(hidden).toBeGreaterThan(0.5);
});

it('says that the style moved and the skill inside it hardly did', () => {
	for (const run of runs) {
		expect(run.hidden).toBeGreaterThan(0.85);
		expect(inStyle(run.fromStyles)?.share).toBeCloseTo(1 / 8, 1);
		expect(inStyle(run.styles)?.share).toBeGreaterThan(0.9);
		expect(inStyle(run.fromStyles)?.accuracy).toBeCloseTo(0.92, 2);
		expect(Math.abs((inStyle(run.styles)?.accuracy ?? 0) - 0.92)).toBeLessThan(0.08);
	}
	expect(text).toContain('right in nine of ten');
	expect(text).toContain('was 0.92 from the start');
});

it('says how long samples are at both ends', () => {
	const lengths = runs.flatMap(({ curve }) => [curve.find(({ step }) => step === 1), curve.at(-1)].map((point) => point?.length ?? 0));
	for (const [i, length] of lengths.entries()) expect(Math.abs(length - (i % 2 === 0 ? 8.5 : 12.7))).toBeLessThan(0.6);
});

it('says that 64 samples of the base solve every problem', () => {
	for (const { pass } of runs) expect(pass.base.at(-1)).toBeGreaterThan(0.97);
});

it('says what heads or tails does to the styles and to the skill', () => {
	const random = grpoMeasured['random-reward']?.runs ?? [];
	expect(random.length).toBeGreaterThan(1);
	for (const { result } of random) {
		expect(Math.abs((inStyle(result.styles)?.share ?? 0) - 0.13)).toBeLessThan(0.05);
		expect(Math.abs((inStyle(result.styles)?.accuracy ?? 0) - 0.5)).toBeLessThan(0.1);
	}
	expect(text).toContain('about half of the cases instead of nine in ten');
});

it('says how far a base without the skill gets, and by which style', () => {
	const [run] = grpoMeasured['no-skill']?.runs ?? [];
	expect(run?.result.base.accuracy.toFixed(2)).toBe('0.05');
	expect(run?.result.hidden.toFixed(2)).toBe('0.09');
	expect(run?.result.styles.toSorted((a, b) => b.share - a.share)[0]?.style).toBe('carry-less');
	expect(text).toContain('from 0.05 the model gets to 0.09');
});

it('says that giving the sign does most of it, and that the lazy verifiers and chance do not', () => {
	const [prompt] = grpoMeasured['prompt-only'].runs;
	expect(prompt?.result.forced).toBeGreaterThan(0.9);
	for (const name of ['last-digit', 'format-only', 'random-reward'] as const)
		for (const { result } of grpoMeasured[name]?.runs ?? []) expect(result.hidden).toBeLessThan(0.15);
});

it('says where five bases that nobody chose begin and end', () => {
	const fresh = grpoMeasured['fresh-bases'].runs.map(({ result }) => result);
	expect(fresh).toHaveLength(5);
	for (const { base, hidden } of fresh) {
		expect(base.accuracy).toBeGreaterThan(0.135);
		expect(base.accuracy).toBeLessThan(0.165);
		expect(hidden).toBeGreaterThan(0.9);
	}
	expect(text).toContain('All five begin between 0.14 and 0.16 and end above nine in ten');
});

it('says that the leash makes no visible difference', () => {
	for (const { result } of grpoMeasured['no-leash']?.runs ?? [])
		expect(Math.abs(result.hidden - meanOf(runs.map((run) => run.hidden)))).toBeLessThan(0.03);
	expect(text).toContain('leash or no leash');
});
