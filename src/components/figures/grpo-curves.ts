/** Draws measured runs of lab 6.2 as curves, one a seed, and says them in words. Knows points only. */

export type CurveKey = 'heldOut' | 'style' | 'within' | 'kl';

export interface CurvePoint {
	readonly step: number;
	readonly heldOut?: number | undefined;
	readonly style?: number | undefined;
	readonly within?: number | undefined;
	readonly kl?: number | undefined;
}

export interface RunCurves {
	/** What was paid for, or changed. */
	readonly name: string;
	readonly label: string;
	readonly runs: readonly { readonly seed: number; readonly points: readonly CurvePoint[] }[];
}

export interface CurvesState {
	readonly run: string;
	readonly key: CurveKey;
}

export const CURVE_KEYS: readonly (readonly [CurveKey, string, string])[] = [
	['heldOut', 'Accuracy', 'share of held-out problems that are right'],
	['style', 'Style', 'share of samples that begin a scratchpad'],
	['within', 'Inside the style', 'share of scratchpads that are paid'],
	['kl', 'Distance', 'KL from the base, nats per token'],
];

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [620, 270, 46, 600, 26, 232];
export const CURVES_VIEW_BOX = `0 0 ${WIDTH} ${HEIGHT}`;
const KL_TOP = 0.5;

export function curvesSvg(all: readonly RunCurves[], { run, key }: CurvesState): string {
	const chosen = all.find(({ name }) => name === run);
	const steps = Math.max(1, ...(chosen?.runs.flatMap(({ points }) => points.map(({ step }) => step)) ?? [50]));
	const highest = Math.max(0.01, ...(chosen?.runs.flatMap(({ points }) => points.map((point) => point[key] ?? 0)) ?? []));
	const top = key === 'kl' ? Math.max(KL_TOP, Math.ceil(highest * 2) / 2) : 1;
	const xOf = (step: number): number => LEFT + ((RIGHT - LEFT) * step) / steps;
	const yOf = (value: number): number => BOTTOM - ((BOTTOM - TOP) * value) / top;
	const lines = (chosen?.runs ?? []).map(({ points }, i) => {
		const path = points.flatMap((point) =>
			point[key] === undefined ? [] : [`${xOf(point.step).toFixed(1)} ${yOf(point[key]).toFixed(1)}`],
		);
		return path.length === 0 ? '' : `<path class="series s${(i % 6) + 1}" d="M${path.join('L')}"/>`;
	});
	const target = key === 'heldOut' ? `<line class="floor" x1="${LEFT}" x2="${RIGHT}" y1="${yOf(0.5)}" y2="${yOf(0.5)}"/>` : '';
	const [, , axis = ''] = CURVE_KEYS.find(([each]) => each === key) ?? [];
	return `${gridSvg(top, yOf)}${ticksSvg(steps, xOf)}<text class="alab" x="0" y="12">${axis}</text>${target}${lines.join('')}`;
}

function gridSvg(top: number, yOf: (value: number) => number): string {
	return [0, 0.25, 0.5, 0.75, 1]
		.map((share) => {
			const y = yOf(share * top).toFixed(1);
			const text = Number((share * top).toFixed(3));
			return `<line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${y}" y2="${y}"/><text class="tick" x="${LEFT - 6}" y="${Number(y) + 4}" text-anchor="end">${text}</text>`;
		})
		.join('');
}

function ticksSvg(steps: number, xOf: (step: number) => number): string {
	const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1].map(
		(share) =>
			`<text class="tick" x="${xOf(share * steps).toFixed(1)}" y="${BOTTOM + 16}" text-anchor="middle">${Math.round(share * steps)}</text>`,
	);
	return `<line class="axis" x1="${LEFT}" x2="${RIGHT}" y1="${BOTTOM}" y2="${BOTTOM}"/>${ticks.join('')}<text class="alab" x="${RIGHT}" y="${HEIGHT - 4}" text-anchor="end">training step</text>`;
}

/** Where each run of the choice begins and ends. */
export function curvesText(all: readonly RunCurves[], { run, key }: CurvesState): string {
	const chosen = all.find(({ name }) => name === run);
	if (chosen === undefined) return '';
	const [, label = ''] = CURVE_KEYS.find(([each]) => each === key) ?? [];
	const ends = chosen.runs.map(({ seed, points }) => {
		const values = points.flatMap((point) => (point[key] === undefined ? [] : [point[key]]));
		return `seed ${seed} from ${(values[0] ?? 0).toFixed(2)} to ${(values.at(-1) ?? 0).toFixed(2)}`;
	});
	return `<p>${chosen.label}. ${label}: ${ends.join('; ')}.</p>`;
}
