import { expect, test } from 'vitest';
import type { Chart } from '#contract/lab.ts';
import type { PinnedRun } from '#contract/shared-run.ts';
import { type Comparable, comparablesOf, curveOf, seedBands, valueAt } from './compare-curves.ts';
import { completePin } from './pinned-run.ts';

const pin = (seed: number, rewards: readonly number[], config: Readonly<Record<string, number>> = { layers: 1 }): PinnedRun => ({
	startedAt: seed,
	name: `run ${seed}`,
	preset: 'tiny',
	seed,
	backend: 'wasm',
	config,
	step: rewards.length * 10,
	samples: [],
	points: [],
	findings: [],
	measures: rewards.map((reward, n) => ({ step: (n + 1) * 10, values: { reward } })),
});
const chart: Chart = {
	id: 'reward',
	title: 'Reward',
	y: 'mean reward',
	series: [
		{ key: 'reward', label: 'mean' },
		{ key: 'best', label: 'best' },
	],
	range: [0, 1],
	about: 'It rises.',
};
const reward: Comparable = { key: 'reward', name: 'Reward: mean', yTitle: 'mean reward', lines: undefined };

test('only what was measured is offered, a loss of text first, another last', () => {
	const runs = [pin(1, [0.1])];
	expect(comparablesOf([chart], runs).map(({ name }) => name)).toEqual(['Reward: mean']);
	const withLoss = [{ ...pin(2, []), points: [{ step: 1, loss: 2 }] }, ...runs];
	expect(comparablesOf([chart], withLoss).map(({ key }) => key)).toEqual(['reward', '']);
	const ofText = [{ ...pin(2, []), points: [{ step: 1, loss: 2, heldOut: 2.1 }] }, ...runs];
	expect(comparablesOf([chart], ofText).map(({ key }) => key)).toEqual(['', 'reward']);
});

test('a band joins runs that differ in their seed alone, over the steps that all reached', () => {
	const bands = seedBands([pin(1, [0, 0.2, 0.4]), pin(2, [0.1, 0.4]), pin(3, [0.9], { layers: 2 }), pin(2, [0.5, 0.5])], reward);
	expect(bands).toHaveLength(1);
	expect(bands[0]?.runs.map(({ seed }) => seed)).toEqual([1, 2]);
	expect(bands[0]).toMatchObject({ steps: [10, 20], low: [0, 0.2], high: [0.1, 0.4] });
	expect(bands[0]?.values[1]).toBeCloseTo(0.3);
});

test('between its points a run is read along a straight line', () => {
	const seldom = { ...pin(2, []), measures: [10, 30].map((step) => ({ step, values: { reward: step / 100 } })) };
	expect(seedBands([pin(1, [0, 0, 0]), seldom], reward)[0]?.high[1]).toBeCloseTo(0.2);
});

test('a value is that of the last measurement before the step, and an old pin has none', () => {
	expect(valueAt(pin(1, [0.1, 0.7]), reward, 15)).toBe(0.1);
	const { measures: _, ...old } = pin(1, [0.1]);
	expect(valueAt(completePin(old), reward, 15)).toBeUndefined();
	expect(curveOf(pin(1, [0.1, 0.7]), reward).values).toEqual([0.1, 0.7]);
});
