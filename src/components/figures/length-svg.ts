/** Draws loss by position as SVG text: one line and one band over seeds for each kind of model. */
import { fineCurve, KIND_NAMES, KINDS, type LengthRun } from './length-curves.ts';

const STRETCH = 8;
const [LEFT, RIGHT, TOP, BOTTOM] = [46, 600, 26, 252];
export const LENGTH_BOX = '0 0 620 290';

export function lengthSvg(runs: readonly LengthRun[], floor: number): string {
	const curves = KINDS.map((kind) => ({ kind, points: fineCurve(runs, kind) }));
	const highest = Math.ceil(2 * Math.max(...curves.flatMap(({ points }) => points.map(({ high }) => high)))) / 2;
	const { trained = 0, long = 1 } = runs[0]?.result ?? {};
	const x = (position: number): string => (LEFT + ((RIGHT - LEFT) * position) / long).toFixed(1);
	const y = (loss: number): string => (BOTTOM - ((BOTTOM - TOP) * loss) / highest).toFixed(1);
	const middle = (at: number): string => x(STRETCH * at + STRETCH / 2);
	const grid = Array.from({ length: 2 * highest + 1 }, (_, i) => i / 2)
		.filter((loss) => highest <= 3 || Number.isInteger(loss))
		.map(
			(loss) =>
				`<line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${y(loss)}" y2="${y(loss)}"/><text class="tick" x="${LEFT - 6}" y="${Number(y(loss)) + 4}" text-anchor="end">${loss}</text>`,
		);
	const ticks = [0, 32, 64, 96, 128]
		.filter((at) => at <= long)
		.map((at) => `<text class="tick" x="${x(at)}" y="${BOTTOM + 16}" text-anchor="middle">${at}</text>`);
	const marks = `<line class="floor" x1="${x(trained)}" x2="${x(trained)}" y1="${TOP}" y2="${BOTTOM}"/><text class="alab" x="${Number(x(trained)) + 6}" y="${TOP + 10}">trained length</text><line class="floor" x1="${LEFT}" x2="${RIGHT}" y1="${y(floor)}" y2="${y(floor)}"/><text class="alab" x="${RIGHT}" y="${Number(y(floor)) - 5}" text-anchor="end">floor</text>`;
	const lines = curves.map(({ points }, i) => {
		const edge = [
			...points.map(({ high }, at) => `${middle(at)} ${y(high)}`),
			...points.map(({ low }, at) => `${middle(at)} ${y(low)}`).reverse(),
		];
		const line = points.map(({ mean }, at) => `${at === 0 ? 'M' : 'L'}${middle(at)} ${y(mean)}`).join('');
		return `<path class="band f${i + 1}" d="M${edge.join('L')}Z"/><path class="series s${i + 1}" d="${line}"/>`;
	});
	const axes = `<text class="alab" x="0" y="12">nats per token</text><text class="alab" x="${RIGHT}" y="${BOTTOM + 34}" text-anchor="end">position in the text</text>`;
	return grid.join('') + ticks.join('') + marks + lines.join('') + axes;
}

/** A short piece of each line with its name. */
export function lengthLegend(): string {
	return KINDS.map(
		(kind, i) =>
			`<span><svg width="28" height="10" viewBox="0 0 28 10" aria-hidden="true"><path class="series s${i + 1}" d="M0 5H28"/></svg>${KIND_NAMES[kind]}</span>`,
	).join('');
}
