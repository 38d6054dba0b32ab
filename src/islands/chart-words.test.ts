import { expect, test } from 'vitest';
import type { Chart } from '#contract/lab.ts';
import { describeMeasures, lastMeasures, measureLines, measureRows, sayMeasures } from './chart-words.ts';

const chart: Chart = {
	id: 'reward',
	title: 'Reward',
	y: 'mean reward',
	series: [
		{ key: 'reward', label: 'mean' },
		{ key: 'held', label: 'hidden' },
	],
	lines: [{ label: 'target', value: 0.5 }],
	about: 'It rises.',
};
const measures = Array.from({ length: 200 }, (_, n) => ({
	step: n + 1,
	values: n % 50 === 49 ? { reward: n / 200, held: n / 250 } : { reward: n / 200 },
}));

test('what is measured often is drawn thin and smoothed, what is measured seldom with its points', () => {
	expect(measureLines(chart, measures).map(({ name, look }) => `${name}: ${look}`)).toEqual([
		': thin',
		'mean, smoothed: line',
		'hidden: points',
	]);
	expect(measureLines(chart, [])).toEqual([]);
});

test('a chart is told with its beginning, its end, its ends and its lines', () => {
	expect(describeMeasures(chart, measures)).toBe(
		'mean: from 0 at step 1 to 0.995 at step 200; lowest 0 at step 1, highest 0.995 at step 200. ' +
			'hidden: from 0.196 at step 50 to 0.796 at step 200; lowest 0.196 at step 50, highest 0.796 at step 200. target: 0.5.',
	);
	expect(describeMeasures(chart, [])).toContain('mean: not measured yet.');
});

test('the table is short and keeps the rows that are measured seldom', () => {
	const rows = measureRows(chart, measures);
	expect(rows.length).toBeLessThan(30);
	expect(rows.filter(({ values }) => values['held'] !== undefined)).toHaveLength(4);
});

test('the numbers beside a run are the last ones; what is said aloud changes ten times a run', () => {
	expect(lastMeasures([chart], measures)).toEqual([{ name: 'mean', value: '0.995' }]);
	expect(lastMeasures([chart], [])).toEqual([{ name: 'mean', value: 'not yet' }]);
	const said = new Set(measures.map((_, n) => sayMeasures([chart], measures.slice(0, n + 1), 200)));
	expect(said.size).toBe(11);
	expect([...said][1]).toBe('Step 20: mean 0.095.');
});
