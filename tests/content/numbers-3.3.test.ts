/** Numbers that lesson 3.3 repeats are those that the lab has and its runs measured. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import measured from '../../src/content/measured/moe-router.json' with { type: 'json' };
import { lab } from '../../src/labs/moe-router/lab.ts';

const text = readFileSync('src/content/lessons/3-scale/moe-router.mdx', 'utf8');
const { gate, story } = measured.experiments;

describe('the cost of a step in lesson 3.3', () => {
	const { width = 0, time = 0, batch = 0, experts = 0, hidden = 0, choices = 0, seats = 0 } = lab.presets['tiny']?.config ?? {};
	const tokens = batch * time;
	const rows = experts * Math.ceil((seats * choices * tokens) / experts);

	it('counts the tokens, the seats and the work of the experts', () => {
		expect([tokens, rows, rows / experts]).toEqual([256, 640, 160]);
		expect(2 * width * hidden).toBe(4_096);
		expect(((4 * width * hidden * rows) / 1e6).toFixed(1)).toBe('5.2');
		expect(((4 * width * hidden * experts * tokens) / 1e6).toFixed(1)).toBe('8.4');
		expect(((4 * width * hidden * choices * tokens) / 1e6).toFixed(1)).toBe('4.2');
		expect(text).toContain('The experts work on 640 rows');
	});

	it('finds that sending and collecting costs four times as much', () => {
		const product = 2 * tokens * rows * width;
		expect((product / 1e6).toFixed(1)).toBe('10.5');
		expect((2 * product) / (4 * width * hidden * rows)).toBeCloseTo(4, 5);
	});
});

describe('the router without a gradient in lesson 3.3', () => {
	const percent = (key: 'probability' | 'alwaysOne') => gate.runs.map(({ result }) => 100 * result[key].recall);

	it('did not turn, and the other did', () => {
		for (const { result } of gate.runs) expect(result.alwaysOne.degrees).toBeLessThan(0.01);
		const degrees = gate.runs.map(({ result }) => Math.round(result.probability.degrees));
		expect(text).toContain(`turns by ${Math.min(...degrees)} to ${Math.max(...degrees)} degrees`);
	});

	it('recalls what the text says, and loses what it says', () => {
		const [learnt, fixed] = [percent('probability'), percent('alwaysOne')];
		expect(text).toContain(`recalls ${Math.round(Math.min(...fixed))} to ${Math.round(Math.max(...fixed))} of a hundred facts`);
		expect(text).toContain(`recalls ${Math.round(Math.min(...learnt))} to ${Math.round(Math.max(...learnt))}`);
		const gain = learnt.map((share, i) => Math.round(share - (fixed[i] ?? 0)));
		expect([Math.min(...gain), Math.max(...gain)]).toEqual([6, 9]);
	});
});

describe('what experts follow in lesson 3.3', () => {
	const range = (numbers: readonly number[]): string =>
		`${Math.round(100 * Math.min(...numbers))} to ${Math.round(100 * Math.max(...numbers))}`;

	it('is measured on words that come more than once', () => {
		const last = story.runs.map(({ result }) => result.byWord.at(-1));
		expect(text).toContain(`it was ${range(last.map((each) => each?.share ?? 0))} of a hundred`);
		expect(text).toContain(`it would have been ${range(last.map((each) => each?.busiest ?? 0))}`);
		expect(text).toContain(`it was ${range(story.runs.map(({ result }) => result.byWord[0]?.share ?? 0))}: training moved`);
	});

	it('comes from runs whose losses and seats the text names', () => {
		for (const { result } of story.runs) expect(text).toContain(result.heldOut.toFixed(2));
		expect(text).toContain(`a floor of ${(lab.presets['tiny']?.config['floor'] ?? 0).toFixed(3)}`);
		const late = story.runs.flatMap(({ result }) => result.late.map(({ share }) => share));
		expect(Math.max(...late)).toBeLessThan(0.025);
		expect(story.runs.every(({ result }) => result.late.at(-1)?.share === 0)).toBe(true);
	});
});
