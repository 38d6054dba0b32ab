/** Draws one curve of the schedule figure and says it in words. Knows points only: how they come about is the reader's to write, in the lab. */

export interface Setting {
	readonly peak: number;
	readonly warmup: number;
	/** Share of the peak that is left at the end. */
	readonly floor: number;
	/** Norm of all gradients together. */
	readonly norm: number;
}

export interface Curves {
	/** By curveKey: the mean of the run in percent of the peak, and the rate at every tenth step and at the last one, in permille of the peak. */
	readonly shapes: Readonly<Record<string, { readonly mean: number; readonly shares: readonly number[] }>>;
	/** By norm: what is left of each gradient, in permille. */
	readonly kept: Readonly<Record<string, number>>;
}

/** Steps of the run, and between two points of a curve. */
export const TOTAL = 400;
export const STEP = 10;
export const START: Setting = { peak: 0.004, warmup: 20, floor: 0.1, norm: 2.6 };

export function curveKey(warmup: number, floor: number): string {
	return `${warmup}/${floor.toFixed(1)}`;
}

const WIDTH = 620;
const HEIGHT = 250;
const LEFT = 46;
const RIGHT = 600;
const TOP = 26;
const BOTTOM = 214;
/** Top of the axis: the largest peak that the slider gives. */
const MAX_PEAK = 0.01;
export const VIEW_BOX = `0 0 ${WIDTH} ${HEIGHT}`;

const xOf = (step: number) => LEFT + ((RIGHT - LEFT) * step) / (TOTAL - 1);
const yOf = (rate: number) => BOTTOM - ((BOTTOM - TOP) * rate) / MAX_PEAK;

/** Rates at every tenth step and at the last one. */
function ratesOf(setting: Setting, curves: Curves): number[] {
	const shape = curves.shapes[curveKey(setting.warmup, setting.floor)];
	return (shape?.shares ?? []).map((share) => (share / 1000) * setting.peak);
}

export function scheduleSvg(setting: Setting, curves: Curves): string {
	const points = ratesOf(setting, curves).map(
		(rate, n) => `${n ? 'L' : 'M'}${xOf(Math.min(n * STEP, TOTAL - 1)).toFixed(1)} ${yOf(rate).toFixed(1)}`,
	);
	const { warmup } = setting;
	const end =
		warmup > 0
			? `<line class="floor" x1="${xOf(warmup)}" x2="${xOf(warmup)}" y1="${TOP}" y2="${BOTTOM}"/><text class="alab" x="${xOf(warmup) + 6}" y="${TOP + 10}">warm-up ends</text>`
			: '';
	return `${gridSvg()}${end}<path class="series s1" d="${points.join('')}"/>`;
}

function gridSvg(): string {
	const grid = [0, 0.002, 0.004, 0.006, 0.008, 0.01].map(
		(rate) =>
			`<line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${yOf(rate)}" y2="${yOf(rate)}"/><text class="tick" x="${LEFT - 6}" y="${yOf(rate) + 4}" text-anchor="end">${rate === 0 ? '0' : rate.toFixed(3)}</text>`,
	);
	const ticks = (['start', 'middle', 'end'] as const).map((anchor, n) => {
		const step = n === 2 ? TOTAL - 1 : (n * TOTAL) / 2;
		return `<text class="tick" x="${xOf(step)}" y="${BOTTOM + 16}" text-anchor="${anchor}">${step}</text>`;
	});
	return `${grid.join('')}<line class="axis" x1="${LEFT}" x2="${RIGHT}" y1="${BOTTOM}" y2="${BOTTOM}"/>${ticks.join('')}<text class="alab" x="0" y="12">learning rate</text><text class="alab" x="${RIGHT}" y="${HEIGHT - 4}" text-anchor="end">training step</text>`;
}

/** The same as words, with numbers. */
export function scheduleText(setting: Setting, curves: Curves): string {
	const rates = ratesOf(setting, curves);
	const say = (rate: number | undefined) => (rate ?? 0).toPrecision(2);
	const kept = (curves.kept[setting.norm.toFixed(1)] ?? 1000) / 1000;
	const mean = curves.shapes[curveKey(setting.warmup, setting.floor)]?.mean ?? 0;
	const clip =
		kept === 1
			? 'passes as it is'
			: `comes out with norm 1: ${kept.toFixed(2)} of every number in it is left, in all tensors alike, and its direction is kept`;
	return `<p>Step 0 moves at ${say(rates[0])}, step ${TOTAL / 2} at ${say(rates[TOTAL / 2 / STEP])}, the last at ${say(rates.at(-1))}. The mean of the run is ${mean} % of its peak.</p><p>A gradient of norm ${setting.norm.toFixed(1)} ${clip}.</p>`;
}
