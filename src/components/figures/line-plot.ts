/** A small line chart as SVG text: the same function draws on the server and in the page. Knows points only. Shared by the figures of module 7. */

export interface PlotSeries {
	readonly name: string;
	/** Colour and dash, 1 to 6 (base.css). */
	readonly mark: number;
	readonly points: readonly { readonly x: number; readonly y: number }[];
	/** Points without a line between them. */
	readonly isDots?: boolean;
}

export interface LinePlot {
	readonly x: string;
	readonly y: string;
	readonly xTicks: readonly number[];
	readonly isLog?: boolean;
	/** Top of the y axis; 1 for a share. */
	readonly top?: number;
	readonly series: readonly PlotSeries[];
	/** A dashed line from top to bottom. */
	readonly at?: number;
}

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [620, 290, 40, 604, 28, 246];
export const LINE_PLOT_VIEW_BOX = `0 0 ${WIDTH} ${HEIGHT}`;

export function linePlotSvg({ x, y, xTicks, isLog = false, top = 1, series, at }: LinePlot): string {
	const scaled = (value: number): number => (isLog ? Math.log(Math.max(value, 1e-9)) : value);
	const [first, last] = [scaled(xTicks[0] ?? 0), scaled(xTicks.at(-1) ?? 1)];
	const xOf = (value: number): number => LEFT + ((RIGHT - LEFT) * (scaled(value) - first)) / (last - first);
	const yOf = (value: number): number => BOTTOM - ((BOTTOM - TOP) * value) / top;
	const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => {
		const line = yOf(share * top).toFixed(1);
		return `<line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${line}" y2="${line}"/><text class="tick" x="${LEFT - 6}" y="${Number(line) + 4}" text-anchor="end">${Number((share * top).toFixed(3))}</text>`;
	});
	const ticks = xTicks.map(
		(tick) => `<text class="tick" x="${xOf(tick).toFixed(1)}" y="${BOTTOM + 17}" text-anchor="middle">${tick}</text>`,
	);
	const marker =
		at === undefined ? '' : `<line class="floor" x1="${xOf(at).toFixed(1)}" x2="${xOf(at).toFixed(1)}" y1="${TOP}" y2="${BOTTOM}"/>`;
	const axis = `<line class="axis" x1="${LEFT}" x2="${RIGHT}" y1="${BOTTOM}" y2="${BOTTOM}"/>`;
	const labels = `<text class="alab" x="0" y="12">${y}</text><text class="alab" x="${RIGHT}" y="${HEIGHT - 6}" text-anchor="end">${x}</text>`;
	return grid.join('') + axis + ticks.join('') + labels + marker + series.map((each) => seriesSvg(each, xOf, yOf)).join('');
}

function seriesSvg({ mark, points, isDots = false }: PlotSeries, xOf: (value: number) => number, yOf: (value: number) => number): string {
	const places = points.map((point) => [xOf(point.x).toFixed(1), yOf(point.y).toFixed(1)] as const);
	if (isDots) return places.map(([cx, cy]) => `<circle class="f${mark}" cx="${cx}" cy="${cy}" r="4"/>`).join('');
	return places.length === 0 ? '' : `<path class="series s${mark}" d="M${places.map(([px, py]) => `${px} ${py}`).join('L')}"/>`;
}

/** Which line is which: a stroke or a dot beside each name. */
export function plotLegend(series: readonly PlotSeries[]): string {
	const sample = ({ mark, isDots = false }: PlotSeries): string =>
		isDots ? `<circle class="f${mark}" cx="14" cy="6" r="4"/>` : `<path class="series s${mark}" d="M0 6H28"/>`;
	return series
		.map((each) => `<span><svg class="plot-key" viewBox="0 0 28 12" aria-hidden="true">${sample(each)}</svg>${each.name}</span>`)
		.join('');
}
