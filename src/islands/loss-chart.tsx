/** The loss curve, drawn as it grows: training and held-out, the entropy floor dashed and named, pinned runs in grey; the same as a table. */
import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { decimate } from './decimate.ts';
import type { RunView } from './run-store.ts';

const MAX_POINTS = 600;
const HEIGHT_PX = 260;

interface LossChartProps {
	readonly runs: readonly RunView[];
	/** Nats per token. */
	readonly floor: number;
	readonly isLog: boolean;
}

export function LossChart({ runs, floor, isLog }: LossChartProps) {
	const host = useRef<HTMLDivElement>(null);
	const plot = useRef<UPlot | null>(null);
	useEffect(() => {
		const element = host.current;
		if (element === null) return undefined;
		const made = new UPlot(chartOptions(element, runs.length, isLog), tableOf(runs, floor, isLog), element);
		plot.current = made;
		const watch = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT_PX }));
		watch.observe(element);
		return () => {
			watch.disconnect();
			made.destroy();
			plot.current = null;
		};
	}, [runs.length, isLog]);
	useEffect(() => plot.current?.setData(tableOf(runs, floor, isLog)), [runs, floor, isLog]);
	return <div class="loss-chart" ref={host} />;
}

function chartOptions(element: HTMLElement, runs: number, isLog: boolean): UPlot.Options {
	const style = getComputedStyle(document.documentElement);
	const colour = (token: string): string => style.getPropertyValue(token).trim() || 'currentColor';
	const axis = { stroke: colour('--ink-3'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
	const series = Array.from({ length: runs }, (_, at) => [
		{
			label: at === 0 ? 'training' : `pinned ${at}`,
			stroke: colour(at === 0 ? '--cat-1' : '--cat-6'),
			width: 1.25,
			spanGaps: true,
			points: { show: false },
		},
		{ label: at === 0 ? 'held-out' : `pinned ${at}, held-out`, stroke: colour(at === 0 ? '--cat-2' : '--cat-3'), width: 2, spanGaps: true },
	]).flat();
	return {
		width: element.clientWidth || 320,
		height: HEIGHT_PX,
		cursor: { drag: { x: false, y: false } },
		legend: { live: false },
		scales: { x: { time: false, ...(isLog ? { distr: 3 as const } : {}) } },
		axes: [
			{ ...axis, label: 'training step', labelSize: 18 },
			{ ...axis, label: 'loss, nats per token', labelSize: 18 },
		],
		series: [
			{ label: 'step' },
			...series,
			{ label: 'entropy floor', stroke: colour('--ink-2'), dash: [5, 4], width: 1, spanGaps: true, points: { show: false } },
		],
	};
}

function tableOf(runs: readonly RunView[], floor: number, isLog: boolean): UPlot.AlignedData {
	const kept = runs.map(({ points }) => decimate(points, MAX_POINTS));
	// A logarithmic axis has no zero.
	const steps = [...new Set(kept.flat().map(({ step }) => (isLog ? Math.max(1, step) : step)))].sort((a, b) => a - b);
	const columns = kept.flatMap((points) => {
		const byStep = new Map(points.map((point) => [isLog ? Math.max(1, point.step) : point.step, point]));
		return [steps.map((step) => byStep.get(step)?.loss), steps.map((step) => byStep.get(step)?.heldOut)];
	});
	return [steps, ...columns, steps.map(() => floor)];
}
