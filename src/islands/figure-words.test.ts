import { expect, test } from 'vitest';
import { scaleForBars } from './bars-figure.tsx';
import { rampAt } from './experts-figure.tsx';
import {
	describeBars,
	describeGroup,
	describeLoad,
	describePlot,
	expertsCsv,
	rolloutsCsv,
	sayRolloutToken,
	sayToken,
	summaryCsv,
} from './figure-words.ts';
import { nextPlace } from './reader.tsx';
import { lookOf } from './rollouts-figure.tsx';
import type { FigureOf } from './run-figures.ts';

const plot: FigureOf<'plot'> = {
	type: 'figure',
	figure: 'plot',
	step: 9,
	id: 'pass',
	title: 'pass@k',
	x: { label: 'k', log: true },
	y: { label: 'share' },
	series: [
		{
			name: 'base',
			kind: 'line',
			points: [
				{ x: 1, y: 0.15 },
				{ x: 8, y: 0.7, low: 0.6, high: 0.8 },
			],
		},
	],
	marks: [{ axis: 'y', value: 0.5, label: 'target' }],
};
const bars: FigureOf<'bars'> = {
	type: 'figure',
	figure: 'bars',
	step: 9,
	id: 'digits',
	title: 'By digits',
	y: 'share right',
	labels: ['one', 'two'],
	series: [
		{ name: 'before', values: [0.6, 0.2], errors: [0.05, 0.04] },
		{ name: 'after', values: [0.9, 0.7] },
	],
};
const rollouts: FigureOf<'rollouts'> = {
	type: 'figure',
	figure: 'rollouts',
	step: 9,
	id: 'groups',
	title: 'Groups',
	groups: [
		{
			prompt: '1+1=',
			answer: '2',
			samples: [
				{
					tokens: [
						{ text: '1+1=', inLoss: false },
						{ text: '2', inLoss: true, ratio: 1.3, logProb: -0.1 },
					],
					reward: 1,
					advantage: 1,
				},
				{ tokens: [{ text: '3', inLoss: true, ratio: 0.9 }], reward: 0, advantage: -1, note: 'wrong' },
			],
		},
	],
};

test('a plot is told by the ends of its series and what is marked, and saved point by point', () => {
	expect(describePlot(plot)).toBe('base: share 0.15 at k 1, 0.7 (0.6 to 0.8) at 8. target: share 0.5.');
	expect(summaryCsv(plot)).toBe('series,k,share,low,high\nbase,1,0.15,,\nbase,8,0.7,0.6,0.8');
});

test('bars are told label by label, begin at zero, and a share ends at one', () => {
	expect(describeBars(bars)).toBe('share right. one: before 0.6 ± 0.05, after 0.9; two: before 0.2 ± 0.04, after 0.7.');
	expect(summaryCsv(bars)).toBe('label,before,before standard error,after\none,0.6,0.05,0.9\ntwo,0.2,0.04,0.7');
	expect(scaleForBars(bars)).toMatchObject({ low: 0, high: 1 });
	expect(scaleForBars({ ...bars, series: [{ name: 'change', values: [-0.2, 0.1] }] })).toMatchObject({
		low: expect.closeTo(-0.212),
		high: expect.closeTo(0.112),
	});
});

test('experts are told by their load, an idle one too, and a token by its experts', () => {
	const figure = {
		type: 'figure',
		figure: 'experts',
		step: 1,
		id: 'load',
		title: 'Load',
		experts: 4,
		load: [0.5, 0, 0.25, 0.25],
		tokens: [],
	} as const;
	expect(describeLoad({ ...figure, load: [...figure.load] })).toContain(
		'Expert 0 takes the most, 50 %; an equal share is 25 %. 1 of 4 take nothing.',
	);
	expect(sayToken({ text: 'key ', experts: [3, 1], weights: [0.62, 0.38] })).toBe('“key” goes to expert 3 (0.62) and expert 1 (0.38)');
	expect(expertsCsv([{ ...figure, load: [0.5], tokens: [] }])).toBe('step,expert,share\n1,0,0.5');
	expect([rampAt(0, 0.5), rampAt(0.5, 0.5), rampAt(0.9, 0.5)]).toEqual([0, 8, 8]);
});

test('a sample is told by its reward, and a token by the mask and the ratio', () => {
	const [group] = rollouts.groups;
	const [out, more] = group?.samples[0]?.tokens ?? [];
	expect(group && describeGroup(group)).toBe('2 samples, mean reward 0.5.');
	expect(group && describeGroup({ ...group, samples: group.samples.slice(1) })).toContain('this group teaches nothing');
	expect(more && sayRolloutToken(more)).toBe('“2”: in the loss, ratio 1.30, log-probability -0.10');
	expect([out && lookOf(out), more && lookOf(more)]).toEqual(['token-out', 'token-more token-strong']);
	expect(rolloutsCsv([rollouts])).toBe(
		'step,group,prompt,sample,text,reward,advantage,note\n9,0,1+1=,0,1+1=2,1,1,\n9,0,1+1=,1,3,0,-1,wrong',
	);
});

test('keys lead from place to place and stay within the rows', () => {
	const rows = [3, 1];
	expect(nextPlace(rows, null, 'ArrowRight')).toEqual({ row: 0, column: 0 });
	expect(nextPlace(rows, { row: 0, column: 2 }, 'ArrowRight')).toEqual({ row: 0, column: 2 });
	expect(nextPlace(rows, { row: 0, column: 2 }, 'ArrowDown')).toEqual({ row: 1, column: 0 });
	expect(nextPlace(rows, { row: 0, column: 0 }, 'End')).toEqual({ row: 0, column: 2 });
	expect(nextPlace(rows, { row: 0, column: 0 }, 'a')).toBeNull();
	expect(nextPlace([], null, 'ArrowDown')).toBeNull();
});
