import { expect, test } from 'vitest';
import type { RunFigure } from '#contract/figure.ts';
import {
	addFigure,
	addMeasures,
	csvOf,
	type FigureOf,
	historiesOf,
	measureAt,
	measureOf,
	measuresCsv,
	summariesOf,
	thinMeasures,
} from './run-figures.ts';

const experts = (step: number, id = 'load'): FigureOf<'experts'> => ({
	type: 'figure',
	figure: 'experts',
	step,
	id,
	title: 'Load',
	experts: 2,
	load: [0.5, 0.5],
	tokens: [],
});
const bars = (step: number, id = 'by-length'): FigureOf<'bars'> => ({
	type: 'figure',
	figure: 'bars',
	step,
	id,
	title: 'Bars',
	y: 'share',
	labels: [],
	series: [],
});
const addAll = (figures: readonly RunFigure[]): readonly RunFigure[] => figures.reduce<readonly RunFigure[]>(addFigure, []);
const steps = (figures: readonly { readonly step: number }[] | undefined): readonly number[] => (figures ?? []).map(({ step }) => step);

test('pictures of the model are kept by step, those about the run as the newest of their id', () => {
	const figures = addAll([experts(1), bars(1), experts(5), bars(5), bars(5, 'other'), experts(5)]);
	expect(steps(historiesOf(figures, 'experts')[0])).toEqual([1, 5]);
	expect(summariesOf(figures).map(({ id, step }) => `${id} ${step}`)).toEqual(['by-length 5', 'other 5']);
	expect(historiesOf(figures, 'rollouts')).toEqual([]);
});

test('a long history keeps its first and its newest, spread over the steps', () => {
	const kept = steps(historiesOf(addAll(Array.from({ length: 200 }, (_, n) => experts(n + 1))), 'experts')[0]);
	expect(kept).toHaveLength(40);
	expect([kept[0], kept.at(-1)]).toEqual([1, 200]);
	expect(Math.max(...kept.slice(1).map((step, n) => step - (kept[n] ?? 0)))).toBeLessThan(20);
});

test('a worker that names a new figure each step does not fill the memory', () => {
	expect(addAll(Array.from({ length: 100 }, (_, n) => bars(n, `id-${n}`)))).toHaveLength(12);
});

test('measures are thinned within their bound, the seldom ones never', () => {
	const all = Array.from({ length: 9_000 }, (_, n) => ({ step: n + 1, values: n % 90 === 0 ? { reward: n, accuracy: n } : { reward: n } }));
	const grown = all.reduce<ReturnType<typeof addMeasures>>(
		(kept, one) => (one.step % 500 === 0 ? addMeasures(kept, all.slice(one.step - 500, one.step)) : kept),
		[],
	);
	expect(grown.length).toBeLessThanOrEqual(4_000);
	expect(measureOf(grown, 'accuracy').steps).toHaveLength(100);
	expect(grown.at(-1)?.step).toBe(9_000);
	expect(thinMeasures(all, 300).length).toBeLessThan(450);
});

test('a measure is read at a step, and all of them as a table', () => {
	const measures = [
		{ step: 1, values: { reward: 0.25 } },
		{ step: 2, values: { reward: 0.5, kl: 0.1 } },
	];
	expect(measureAt(measures, 'kl')?.step).toBe(2);
	expect(measureAt(measures, 'kl', 1)).toBeUndefined();
	expect(measuresCsv(measures)).toBe('step,reward,kl\n1,0.25,\n2,0.5,0.1');
	expect(csvOf(['a'], [['x, "y"']])).toBe('a\n"x, ""y"""');
});
