/**
 * What runs can be compared by: a loss, or one of the lab's measures; and the band between runs that differ in their seed alone. Pure.
 * A band spans the steps that all its runs reached, from the lowest to the highest run: three seeds are too few for an interval.
 */

import type { Chart } from '#contract/lab.ts';
import type { PinnedRun } from '#contract/shared-run.ts';
import { LOSS_UNITS, lossKindOf, smooth } from './loss-curve.ts';
import { measureOf } from './run-figures.ts';

export interface Comparable {
	/** Key of a measure, or empty for the training loss. */
	readonly key: string;
	readonly name: string;
	readonly yTitle: string;
	readonly range?: readonly [number, number] | undefined;
	readonly lines: Chart['lines'];
}

export interface Curve {
	readonly steps: readonly number[];
	readonly values: readonly number[];
}

export interface SeedBand extends Curve {
	readonly low: readonly number[];
	readonly high: readonly number[];
	readonly runs: readonly PinnedRun[];
}

const LOSS = { key: '', name: 'training loss', lines: undefined };

/** What at least one of the runs has measured: a loss of text first, one that only moves the weights last. */
export function comparablesOf(charts: readonly Chart[], runs: readonly PinnedRun[]): readonly Comparable[] {
	const measured = new Set(runs.flatMap(({ measures }) => measures.flatMap(({ values }) => Object.keys(values))));
	const ofCharts = charts.flatMap(({ title, y, range, lines, series }) =>
		series
			.filter(({ key }) => measured.has(key))
			.map(({ key, label }) => ({ key, name: series.length === 1 ? title : `${title}: ${label}`, yTitle: y, range, lines })),
	);
	if (runs.every(({ points }) => points.length === 0)) return ofCharts;
	const kind = runs.map(({ config, points }) => lossKindOf(config, points, charts.length > 0)).find((one) => one !== 'step') ?? 'step';
	const loss = { ...LOSS, yTitle: `training ${LOSS_UNITS[kind]}, smoothed` };
	return kind === 'step' ? [...ofCharts, loss] : [loss, ...ofCharts];
}

/** Seldom measured, as measured; often measured, smoothed. */
export function curveOf(run: PinnedRun, { key }: Comparable): Curve {
	const { steps, values } =
		key === '' ? { steps: run.points.map(({ step }) => step), values: run.points.map(({ loss }) => loss) } : measureOf(run.measures, key);
	return { steps, values: key === '' || steps.length > OFTEN ? smooth(values) : values };
}

/** From so many points on, a curve of single steps is noise to the eye. */
export const OFTEN = 100;

/** The last value at or before `step`, as measured. */
export function valueAt(run: PinnedRun, { key }: Comparable, step: number): number | undefined {
	if (key === '') return run.points.findLast((point) => point.step <= step)?.loss;
	return run.measures.findLast((point) => point.step <= step && point.values[key] !== undefined)?.values[key];
}

/** A band for each set of two or more runs with the same settings and different seeds. */
export function seedBands(runs: readonly PinnedRun[], by: Comparable): readonly SeedBand[] {
	const sets = new Map<string, PinnedRun[]>();
	for (const run of runs) {
		const same = sets.get(settingsKey(run)) ?? [];
		if (same.every(({ seed }) => seed !== run.seed)) sets.set(settingsKey(run), [...same, run]);
	}
	return [...sets.values()].filter((set) => set.length > 1).flatMap((set) => bandOf(set, by));
}

function settingsKey({ preset, config }: PinnedRun): string {
	return JSON.stringify([preset, Object.entries(config).sort(([a], [b]) => a.localeCompare(b))]);
}

function bandOf(runs: readonly PinnedRun[], by: Comparable): readonly SeedBand[] {
	const curves = runs.map((run) => curveOf(run, by));
	if (curves.some(({ steps }) => steps.length === 0)) return [];
	const from = Math.max(...curves.map(({ steps }) => steps[0] ?? 0));
	const to = Math.min(...curves.map(({ steps }) => steps.at(-1) ?? 0));
	const steps = [...new Set(curves.flatMap((curve) => curve.steps))].filter((step) => step >= from && step <= to).sort((a, b) => a - b);
	if (steps.length === 0) return [];
	const rows = steps.map((step) => curves.map((curve) => interpolate(curve, step)));
	return [
		{
			runs,
			steps,
			values: rows.map((row) => row.reduce((sum, value) => sum + value, 0) / row.length),
			low: rows.map((row) => Math.min(...row)),
			high: rows.map((row) => Math.max(...row)),
		},
	];
}

/** Straight between two measured steps. */
function interpolate({ steps, values }: Curve, step: number): number {
	const after = steps.findIndex((one) => one >= step);
	const [x1, y1] = [steps[after] ?? step, values[after] ?? 0];
	if (after <= 0 || x1 === step) return y1;
	const [x0, y0] = [steps[after - 1] ?? step, values[after - 1] ?? y1];
	return y0 + ((y1 - y0) * (step - x0)) / (x1 - x0);
}
