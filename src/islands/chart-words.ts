/** A lab's chart of named measures as lines to draw, as sentences, as rows of a table, and as numbers beside the run. Pure. */
import type { Chart } from '#contract/lab.ts';
import { OFTEN } from './compare-curves.ts';
import type { Line } from './line-chart.tsx';
import { smooth } from './loss-curve.ts';
import { sayNumber } from './quantity.ts';
import { type MeasurePoint, measureAt, measureOf, thinMeasures } from './run-figures.ts';

const MAX_DRAWN = 600;
const MAX_ROWS = 24;
const MAX_STATS = 4;

/** Often measured: each step thin, and its smoothed course. Seldom measured: a line with its points. */
export function measureLines({ series }: Chart, measures: readonly MeasurePoint[]): readonly Line[] {
	return series.flatMap(({ key, label }, at): Line[] => {
		const { steps, values } = measureOf(measures, key);
		if (steps.length === 0) return [];
		const look = { slot: at + 1, isDashed: at > 0 };
		if (steps.length <= OFTEN) return [{ ...look, name: label, look: 'points', steps, values }];
		const every = Math.ceil(steps.length / MAX_DRAWN);
		const some = <T>(all: readonly T[]): readonly T[] => all.filter((_, n) => n % every === 0 || n === all.length - 1);
		const raw = { ...look, look: 'thin', isDashed: false, steps: some(steps), values: some(values) } as const;
		return [
			{ ...raw, name: series.length === 1 ? `${label}, each step` : '' },
			{ ...look, name: `${label}, smoothed`, look: 'line', steps: some(steps), values: some(smooth(values)) },
		];
	});
}

export function lastStepOf(measures: readonly MeasurePoint[]): number {
	return measures.at(-1)?.step ?? 0;
}

/** Each series in a sentence: where it began, where it stands, its ends. */
export function describeMeasures({ series, lines = [] }: Chart, measures: readonly MeasurePoint[]): string {
	const sentences = series.map(({ key, label }) => {
		const { steps, values } = measureOf(measures, key);
		const [from, to] = [values[0], values.at(-1)];
		if (from === undefined || to === undefined) return `${label}: not measured yet.`;
		if (values.length === 1) return `${label}: ${sayNumber(to)} at step ${steps[0]}.`;
		return `${label}: from ${sayNumber(from)} at step ${steps[0]} to ${sayNumber(to)} at step ${steps.at(-1)}; ${sayEnds(steps, values)}.`;
	});
	return [...sentences, ...lines.map(({ label, value }) => `${label}: ${sayNumber(value)}.`)].join(' ');
}

function sayEnds(steps: readonly number[], values: readonly number[]): string {
	const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
	return `lowest ${sayNumber(low)} at step ${steps[values.indexOf(low)]}, highest ${sayNumber(high)} at step ${steps[values.indexOf(high)]}`;
}

/** Rows with a value of the chart, spread over the run; what is measured seldom has its row. */
export function measureRows({ series }: Chart, measures: readonly MeasurePoint[]): readonly MeasurePoint[] {
	const mine = measures.filter(({ values }) => series.some(({ key }) => values[key] !== undefined));
	return thinMeasures(mine, MAX_ROWS);
}

/** The last value of each chart's first series, up to four of them. */
export function lastMeasures(
	charts: readonly Chart[],
	measures: readonly MeasurePoint[],
): readonly { readonly name: string; readonly value: string }[] {
	return charts.slice(0, MAX_STATS).map(({ title, series }) => {
		const { key = '', label = '' } = series[0] ?? {};
		const value = measureAt(measures, key)?.values[key];
		return { name: series.length === 1 ? title : label, value: value === undefined ? 'not yet' : sayNumber(value) };
	});
}

/** What is said aloud of a run: its measures as they stood at the last tenth of it, so that it is not said at each step. */
export function sayMeasures(charts: readonly Chart[], measures: readonly MeasurePoint[], steps: number): string {
	const tenth = Math.max(1, Math.floor(steps / 10));
	const at = Math.floor(lastStepOf(measures) / tenth) * tenth;
	const told = lastMeasures(
		charts,
		measures.filter(({ step }) => step <= at),
	).filter(({ value }) => value !== 'not yet');
	return told.length === 0 ? '' : `Step ${at}: ${told.map(({ name, value }) => `${name} ${value}`).join(', ')}.`;
}
