/** Recall of three models against steps, FLOPs or time: one drawing for the server and the page. Knows points only. */
import type { MixtureCurve, ModelKey } from './mixture-measured.ts';

export type Axis = 'step' | 'flops' | 'time';

export const AXES: readonly (readonly [Axis, string, string])[] = [
	['step', 'Steps', 'training step'],
	['flops', 'FLOPs', 'training FLOPs'],
	['time', 'Time', 'time, in steps of the small dense model'],
];
const NAMES: Readonly<Record<ModelKey, string>> = { moe: 'mixture', dense: 'dense, equal active', wide: 'dense, equal total' };
const CLASSES: Readonly<Record<ModelKey, string>> = { moe: 's1', dense: 's2', wide: 's3' };

const [WIDTH, LEFT, RIGHT, TOP, BOTTOM] = [620, 40, 600, 28, 240];
export const MIXTURE_VIEW_BOX = `0 0 ${WIDTH} 288`;

/** 1.2e10 as "12 G". */
export function short(value: number): string {
	if (value >= 1e9) return `${Number((value / 1e9).toPrecision(2))} G`;
	if (value >= 1e6) return `${Number((value / 1e6).toPrecision(2))} M`;
	return String(Math.round(value));
}

/** The axis ends where the shortest curve ends: beyond it there is nothing to compare. */
export function endOf(curves: readonly MixtureCurve[], axis: Axis): number {
	const ends = curves.map(({ points }) => points.at(-1)?.[axis] ?? 0);
	return axis === 'step' ? Math.max(...ends) : Math.min(...ends);
}

export function mixtureSvg(curves: readonly MixtureCurve[], axis: Axis): string {
	const end = endOf(curves, axis);
	const xOf = (value: number): number => LEFT + ((RIGHT - LEFT) * value) / end;
	const yOf = (share: number): number => BOTTOM - (BOTTOM - TOP) * share;
	const lines = curves.map(({ key, points }) => {
		const path = [`${LEFT} ${BOTTOM}`];
		for (const point of points)
			if (point[axis] <= end * 1.0001) path.push(`${xOf(point[axis]).toFixed(1)} ${yOf(point.recall).toFixed(1)}`);
		return `<path class="series ${CLASSES[key]}" d="M${path.join('L')}"/>`;
	});
	const grid = [0, 0.25, 0.5, 0.75, 1].map(
		(share) =>
			`<line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${yOf(share)}" y2="${yOf(share)}"/><text class="tick" x="${LEFT - 6}" y="${yOf(share) + 4}" text-anchor="end">${share}</text>`,
	);
	const ticks = [0.25, 0.5, 0.75, 1].map(
		(share) => `<text class="tick" x="${xOf(share * end)}" y="${BOTTOM + 18}" text-anchor="middle">${short(share * end)}</text>`,
	);
	const [, , name = ''] = AXES.find(([each]) => each === axis) ?? [];
	const axes = `<line class="axis" x1="${LEFT}" x2="${RIGHT}" y1="${BOTTOM}" y2="${BOTTOM}"/><text class="alab" x="0" y="12">share of facts recalled</text><text class="alab" x="${RIGHT}" y="${BOTTOM + 40}" text-anchor="end">${name}</text>`;
	return grid.join('') + axes + ticks.join('') + lines.join('');
}

/** Which line is which. */
export function legendHtml(): string {
	const keys: readonly ModelKey[] = ['moe', 'dense', 'wide'];
	return keys
		.map(
			(key) =>
				`<span><svg width="28" height="12" aria-hidden="true"><path class="series ${CLASSES[key]}" d="M0 6H28"/></svg>${NAMES[key]}</span>`,
		)
		.join('');
}

/** Recall of each model at the end of the axis, seed by seed, between two looks by a straight line. */
export function mixtureText(curves: readonly MixtureCurve[], axis: Axis): string {
	const end = endOf(curves, axis);
	const keys: readonly ModelKey[] = ['moe', 'dense', 'wide'];
	const said = keys.map((key) => {
		const values = curves.filter((curve) => curve.key === key).map((curve) => recallAt(curve, axis, end).toFixed(2));
		return `${NAMES[key]} ${values.join(', ')}`;
	});
	const [, , name = ''] = AXES.find(([each]) => each === axis) ?? [];
	const where = {
		step: `After ${end} steps`,
		flops: `At ${short(end)} ${name}`,
		time: `In the time of ${short(end)} steps of the small dense model`,
	}[axis];
	return `<p>${where}: ${said.join('; ')}. One number for each seed.</p>`;
}

export function recallAt({ points }: MixtureCurve, axis: Axis, at: number): number {
	const next = points.findIndex((point) => point[axis] >= at * 0.9999);
	const [before, after] = [points[next - 1], points[next]];
	if (after === undefined) return points.at(-1)?.recall ?? Number.NaN;
	const from = before?.[axis] ?? 0;
	const share = (at - from) / (after[axis] - from);
	return (before?.recall ?? 0) + share * (after.recall - (before?.recall ?? 0));
}
