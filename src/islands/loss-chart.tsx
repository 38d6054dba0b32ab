/** The loss curve of one run as it grows: every step thin, the smoothed course, held-out points, floor and target in words. */
import { useMemo } from 'preact/hooks';
import { decimate } from './decimate.ts';
import { type ChartMark, type Level, type Line, LineChart } from './line-chart.tsx';
import { smoothLoss } from './loss-curve.ts';
import type { RunView } from './run-store.ts';

const MAX_POINTS = 600;

interface LossChartProps {
	readonly run: RunView;
	readonly marks: readonly ChartMark[];
	/** Nats per token. */
	readonly floor: number | null;
	readonly target: number | null;
	readonly isLog: boolean;
	readonly yTitle: string;
}

export function LossChart({ run, marks, floor, target, isLog, yTitle }: LossChartProps) {
	const lines = useMemo(
		() => linesOf(run).filter(({ look, steps }) => look !== 'points' || steps.length > 0 || floor !== null),
		[run, floor],
	);
	return (
		<LineChart
			lines={lines}
			marks={marks}
			levels={levelsOf(floor, target)}
			isLog={isLog}
			yTitle={yTitle}
			lastStep={Math.max(run.steps, run.step)}
		/>
	);
}

export function levelsOf(floor: number | null, target: number | null): readonly Level[] {
	return [
		...(floor === null ? [] : [{ name: `entropy floor ${floor.toFixed(2)}: no model can do better`, value: floor }]),
		...(target === null ? [] : [{ name: `target ${target.toFixed(2)}`, value: target }]),
	];
}

function linesOf({ points }: RunView): readonly Line[] {
	const smooth = smoothLoss(points);
	const kept = decimate(points, MAX_POINTS);
	const smoothAt = new Map(points.map(({ step }, at) => [step, smooth[at] ?? 0]));
	const steps = kept.map(({ step }) => step);
	const heldOut = points.flatMap((point) => (point.heldOut === undefined ? [] : [{ step: point.step, value: point.heldOut }]));
	return [
		{ name: 'training, each step', slot: 1, look: 'thin', steps, values: kept.map(({ loss }) => loss) },
		{ name: 'training, smoothed', slot: 1, look: 'line', steps, values: steps.map((step) => smoothAt.get(step) ?? 0) },
		{ name: 'held-out', slot: 2, look: 'points', steps: heldOut.map(({ step }) => step), values: heldOut.map(({ value }) => value) },
	];
}
