/** The curves of a run as it grows: its loss where it has one, and the lab's charts of named measures. One pair of controls for all of them. */
import { useSignal } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import type { Chart } from '#contract/lab.ts';
import { describeMeasures, lastStepOf, measureLines, measureRows } from './chart-words.ts';
import { findingMarks } from './finding-notices.tsx';
import type { LabStore } from './lab-store.ts';
import { type ChartMark, LineChart } from './line-chart.tsx';
import { LossChart } from './loss-chart.tsx';
import { describeRun, LOSS_UNITS, type LossKind } from './loss-curve.ts';
import { sayNumber } from './quantity.ts';
import type { RunView } from './run-store.ts';

interface CurvesProps {
	readonly store: LabStore;
	readonly run: RunView;
	/** Nats per token. */
	readonly floor: number | null;
	readonly target: number | null;
	readonly kind: LossKind;
}

export function Curves({ store, run, floor, target, kind }: CurvesProps) {
	const isLog = useSignal(false);
	const isPaused = useSignal(false);
	const { charts } = store.workspace.lab;
	const waits = store.isBusy.value && matchMedia('(prefers-reduced-motion: reduce)').matches;
	const drawn = useHeld(run, isPaused.value || waits);
	const measured = new Set(run.measures.flatMap(({ values }) => Object.keys(values)));
	const [here, ahead] = [charts.filter(isMeasured), charts.filter((chart) => !isMeasured(chart))];
	function isMeasured({ series }: Chart): boolean {
		return series.some(({ key }) => measured.has(key));
	}
	const hasLoss = run.points.length > 0 || charts.length === 0;
	const marks = findingMarks(store, run);
	// A policy's own loss says nothing, so what was seen is marked on the lab's first chart.
	const marksMeasure = kind === 'step' && here.length > 0;
	const loss = hasLoss && (
		<LossFigure run={run} drawn={drawn} marks={marksMeasure ? [] : marks} floor={floor} target={target} isLog={isLog.value} kind={kind} />
	);
	return (
		<>
			{/* A loss that only moves the weights comes after what the lab looks at. */}
			{kind !== 'step' && loss}
			{here.map((chart, at) => (
				<MeasureFigure
					key={chart.id}
					chart={chart}
					run={run}
					drawn={drawn}
					marks={marksMeasure && at === 0 ? marks : []}
					isLog={isLog.value}
				/>
			))}
			{kind === 'step' && loss}
			{ahead.length > 0 && <p class="meta">Drawn when it is measured: {ahead.map(({ title }) => title).join('; ')}.</p>}
			{(hasLoss || here.length > 0) && (
				<div class="row">
					<div class="seg" role="group" aria-label="Scale of the steps">
						<button type="button" aria-pressed={!isLog.value} onClick={() => (isLog.value = false)}>
							Linear steps
						</button>
						<button type="button" aria-pressed={isLog.value} onClick={() => (isLog.value = true)}>
							Logarithmic
						</button>
					</div>
					{store.isBusy.value && (
						<button type="button" class="btn btn-s" aria-pressed={isPaused.value} onClick={() => (isPaused.value = !isPaused.value)}>
							{isPaused.value ? 'Go on drawing' : 'Pause drawing'}
						</button>
					)}
				</div>
			)}
			{waits && <p class="meta">Reduced motion is set: the curves are drawn when the run ends.</p>}
		</>
	);
}

/** The run as it was when the drawing was paused; the numbers beside the drawing go on. */
function useHeld(run: RunView, isPaused: boolean): RunView {
	const held = useRef(run);
	if (!isPaused || held.current.startedAt !== run.startedAt) held.current = run;
	return held.current;
}

interface FigureProps {
	readonly run: RunView;
	readonly drawn: RunView;
	readonly marks: readonly ChartMark[];
	readonly isLog: boolean;
}

type LossProps = FigureProps & Pick<CurvesProps, 'floor' | 'target' | 'kind'>;

const ABOUT_LOSS: Readonly<Record<LossKind, { readonly heldOut: string; readonly floor: string }>> = {
	text: {
		heldOut: 'Held-out text is text it never trained on.',
		floor: ' A loss that stays below the floor means that the model sees the future.',
	},
	data: {
		heldOut: 'Held-out data is what it never trained on.',
		floor: ' A held-out loss that stays below the floor means that it has seen what it is asked.',
	},
	step: { heldOut: 'What each step makes smaller.', floor: '' },
};

function LossFigure({ run, drawn, marks, floor, target, isLog, kind }: LossProps) {
	return (
		<figure class="fig">
			<div class="plate">
				<LossChart run={drawn} marks={marks} floor={floor} target={target} isLog={isLog} yTitle={LOSS_UNITS[kind]} />
			</div>
			<figcaption>
				<b>Loss of your model.</b> {ABOUT_LOSS[kind].heldOut}
				{floor !== null && ABOUT_LOSS[kind].floor}
			</figcaption>
			<details class="twin">
				<summary>The figure as text</summary>
				<p>{describeRun(run, floor, kind)}</p>
				<LossTable run={run} unit={LOSS_UNITS[kind]} />
			</details>
		</figure>
	);
}

function MeasureFigure({ chart, run, drawn, marks, isLog }: FigureProps & { readonly chart: Chart }) {
	const lines = useMemo(() => measureLines(chart, drawn.measures), [chart, drawn.measures]);
	return (
		<figure class="fig">
			<div class="plate">
				<LineChart
					lines={lines}
					marks={marks}
					levels={(chart.lines ?? []).map(({ label, value }) => ({ name: label, value }))}
					isLog={isLog}
					yTitle={chart.y}
					range={chart.range}
					lastStep={Math.max(drawn.steps, lastStepOf(drawn.measures))}
				/>
			</div>
			<figcaption>
				<b>{chart.title}.</b> {chart.about}
			</figcaption>
			<details class="twin">
				<summary>The figure as text</summary>
				<p>{describeMeasures(chart, run.measures)}</p>
				<MeasureTable chart={chart} run={run} />
			</details>
		</figure>
	);
}

function MeasureTable({ chart, run }: { readonly chart: Chart; readonly run: RunView }) {
	return (
		<table class="table">
			<caption>{chart.title}, at steps spread over the run</caption>
			<thead>
				<tr>
					<th scope="col">step</th>
					{chart.series.map(({ key, label }) => (
						<th key={key} scope="col" class="r">
							{label}
						</th>
					))}
				</tr>
			</thead>
			<tbody>
				{measureRows(chart, run.measures).map(({ step, values }) => (
					<tr key={step}>
						<th scope="row">{step}</th>
						{chart.series.map(({ key }) => (
							<td key={key} class="r">
								{sayNumber(values[key])}
							</td>
						))}
					</tr>
				))}
			</tbody>
		</table>
	);
}

function LossTable({ run, unit }: { readonly run: RunView; readonly unit: string }) {
	const rows = run.points.filter((point) => point.heldOut !== undefined);
	if (rows.length === 0) return null;
	return (
		<table class="table">
			<caption>Where held-out loss was measured: {unit}</caption>
			<thead>
				<tr>
					<th scope="col">step</th>
					<th scope="col" class="r">
						training
					</th>
					<th scope="col" class="r">
						held-out
					</th>
				</tr>
			</thead>
			<tbody>
				{rows.map(({ step, loss, heldOut, heldOutError }) => (
					<tr key={step}>
						<th scope="row">{step}</th>
						<td class="r">{loss.toFixed(2)}</td>
						<td class="r">
							{heldOut?.toFixed(2)}
							{heldOutError !== undefined && ` ± ${heldOutError.toFixed(2)}`}
						</td>
					</tr>
				))}
			</tbody>
		</table>
	);
}
