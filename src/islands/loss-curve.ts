/** What can be said of a loss curve in numbers: its smoothed form, its place above the floor, and whether it is too good to be true. */
import type { Preset } from '#contract/lab.ts';
import type { Point, RunView } from './run-store.ts';

/** Of the curve's length: long enough to read through the noise, short enough to follow a bend. */
const MEMORY_SHARE = 1 / 50;

export function smoothLoss(points: readonly Point[]): number[] {
	return smooth(points.map(({ loss }) => loss));
}

/** Exponential mean, corrected at its start so that the first value stands where it was measured. */
export function smooth(values: readonly number[]): number[] {
	const keep = 1 - 1 / Math.max(2, values.length * MEMORY_SHARE);
	let [sum, weight] = [0, 0];
	return values.map((value) => {
		sum = sum * keep + value * (1 - keep);
		weight = weight * keep + (1 - keep);
		return sum / weight;
	});
}

/** The last held-out measurement at or before `step`. */
export function heldOutAt(points: readonly Point[], step = Number.POSITIVE_INFINITY): Point | undefined {
	return points.findLast((point) => point.heldOut !== undefined && point.step <= step);
}

/** Null where the lab states no floor: then none is drawn. Nats per token. */
export function floorOf(preset: Preset | undefined): number | null {
	return preset?.config['floor'] ?? null;
}

export function targetOf(preset: Preset | undefined): number | null {
	const floor = floorOf(preset);
	return floor === null || preset?.targetMargin === undefined ? null : floor + preset.targetMargin;
}

/** `text`: nats per token of text, held-out text too. `data`: of other examples. `step`: only what a step makes smaller, as in reinforcement learning. */
export type LossKind = 'text' | 'data' | 'step';

export const LOSS_UNITS: Readonly<Record<LossKind, string>> = { text: 'loss, nats per token', data: 'loss, nats', step: 'loss' };

/** A model of text has a context, so its preset says `time`. Only a lab that draws something else has a loss without held-out examples. */
export function lossKindOf(config: Preset['config'], points: readonly Point[], hasCharts: boolean): LossKind {
	if (hasCharts && config['floor'] === undefined && heldOutAt(points) === undefined) return 'step';
	return config['time'] === undefined ? 'data' : 'text';
}

/** The curve in a few sentences, for those who do not see it. */
export function describeRun({ points, step }: RunView, floor: number | null, kind: LossKind = 'text'): string {
	const [first, last] = [points[0], points.at(-1)];
	if (first === undefined || last === undefined) return 'Nothing measured yet.';
	const heldOut = heldOutAt(points)?.heldOut;
	const parts = [`The training loss went from ${first.loss.toFixed(2)} at step ${first.step} to ${last.loss.toFixed(2)} at step ${step}.`];
	if (heldOut !== undefined) parts.push(`The held-out loss is ${heldOut.toFixed(2)} ${kind === 'text' ? 'nats per token' : 'nats'}.`);
	if (heldOut !== undefined && floor !== null)
		parts.push(`The floor is ${floor.toFixed(2)}; ${Math.abs(heldOut - floor).toFixed(2)} ${heldOut >= floor ? 'above' : 'below'} it.`);
	return parts.join(' ');
}
