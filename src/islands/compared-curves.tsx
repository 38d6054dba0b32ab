/** The curves of compared runs: a line a run, or a band over the runs that differ in their seed alone. */

import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { Lab } from '#contract/lab.ts';
import type { PinnedRun } from '#contract/shared-run.ts';
import { type Comparable, curveOf, type SeedBand, seedBands, valueAt } from './compare-curves.ts';
import { clock } from './draft-sync.ts';
import { type Band, type Level, type Line, LineChart } from './line-chart.tsx';
import { levelsOf } from './loss-chart.tsx';
import { floorOf, targetOf } from './loss-curve.ts';
import type { Compared } from './pinned-run.ts';
import { sayNumber } from './quantity.ts';

/** Each run with its value at the step of comparison. */
export function sayAll(runs: readonly PinnedRun[], { step, losses }: Compared, by: Comparable | undefined): string {
	return runs
		.map((run, at) => {
			const value = by?.key === '' ? (losses[at]?.heldOut ?? losses[at]?.loss)?.toFixed(2) : by && sayNumber(valueAt(run, by, step));
			return `${run.name} ${value ?? '?'}`;
		})
		.join(', ');
}

interface ComparedProps {
	readonly presets: Lab['presets'];
	readonly runs: readonly PinnedRun[];
	/** The run on the training tab, one of `runs`, unless it is pinned itself. */
	readonly now: PinnedRun | null;
	readonly compared: Compared;
	readonly by: Comparable;
}

export function ComparedCurves({ presets, runs, now, compared, by }: ComparedProps) {
	const isBand = useSignal(true);
	const bands = useMemo(
		() =>
			seedBands(
				runs.filter((run) => run !== now),
				by,
			),
		[runs, now, by.key],
	);
	const asBands = isBand.value && bands.length > 0;
	const drawn = useMemo(
		() => (asBands ? drawBands(runs, bands, by) : { lines: runs.map((run, at) => lineOf(run, at, by)), bands: [] }),
		[runs, bands, asBands, by.key],
	);
	return (
		<figure class="fig">
			<div class="plate">
				<LineChart
					{...drawn}
					levels={levelsFor(presets, runs, by)}
					isLog={false}
					yTitle={by.yTitle}
					range={by.range}
					lastStep={Math.max(...runs.map(({ step }) => step))}
					mark={compared.isUneven ? compared.step : undefined}
				/>
			</div>
			<figcaption>
				<b>{runs.length === 1 ? 'One run.' : `${runs.length} runs.`}</b>{' '}
				{compared.isUneven && 'The dotted upright line is the step at which they are compared.'}
				{asBands && ' A band reaches from the lowest to the highest of runs that differ in their seed alone; the line in it is their mean.'}
			</figcaption>
			{bands.length > 0 && (
				<div class="seg" role="group" aria-label="Runs that differ in their seed alone">
					<button type="button" aria-pressed={isBand.value} onClick={() => (isBand.value = true)}>
						Band over seeds
					</button>
					<button type="button" aria-pressed={!isBand.value} onClick={() => (isBand.value = false)}>
						One line a run
					</button>
				</div>
			)}
			<details class="twin">
				<summary>The figure as text</summary>
				<p>
					At step {compared.step}, {by.name}: {sayAll(runs, compared, by)}.
				</p>
				{bands.map((band) => (
					<p key={band.runs[0]?.startedAt}>{describeBand(band)}</p>
				))}
			</details>
		</figure>
	);
}

function levelsFor(presets: Lab['presets'], runs: readonly PinnedRun[], by: Comparable): readonly Level[] {
	if (by.key !== '') return (by.lines ?? []).map(({ label, value }) => ({ name: label, value }));
	const preset = presets[runs[0]?.preset ?? ''];
	const hasOneFloor = new Set(runs.map(({ config }) => config['floor'])).size === 1;
	return hasOneFloor ? levelsOf(floorOf(preset), targetOf(preset)) : [];
}

/** Slots 1 to 5 of the palette: a dash tells the lines apart without colour. */
function lineOf(run: PinnedRun, at: number, by: Comparable): Line {
	return { name: `${run.name}, ${clock(run.startedAt)}`, slot: at + 1, look: 'line', isDashed: at > 0, ...curveOf(run, by) };
}

/** The runs of a band are one line, their mean, after those that stand alone: the learner's own run keeps the first colour. */
function drawBands(
	runs: readonly PinnedRun[],
	bands: readonly SeedBand[],
	by: Comparable,
): { lines: readonly Line[]; bands: readonly Band[] } {
	const inBands = new Set(bands.flatMap((band) => band.runs));
	const alone = runs.filter((run) => !inBands.has(run)).map((run, at) => lineOf(run, at, by));
	const slotOf = (at: number): number => alone.length + at + 1;
	const means = bands.map(({ steps, values, runs: joined }, at): Line => {
		return { name: `mean of ${nameOf(joined)}`, slot: slotOf(at), look: 'line', isDashed: slotOf(at) > 1, steps, values };
	});
	const drawn = bands.map(({ steps, low, high, runs: joined }, at): Band => {
		return { name: `${nameOf(joined)}, lowest to highest`, slot: slotOf(at), steps, low, high };
	});
	return { lines: [...alone, ...means], bands: drawn };
}

function nameOf(runs: readonly PinnedRun[]): string {
	return `${runs[0]?.preset ?? ''}, seeds ${runs.map(({ seed }) => seed ?? 'unknown').join(', ')}`;
}

function describeBand(band: SeedBand): string {
	const [step, low, mean, high] = [band.steps.at(-1), band.low.at(-1), band.values.at(-1), band.high.at(-1)];
	return `${nameOf(band.runs)}: at step ${step} the mean is ${sayNumber(mean)}, the lowest ${sayNumber(low)}, the highest ${sayNumber(high)}.`;
}
