/** Draws the clock figure of lesson 2.3 as SVG and HTML text: one function for the server and the page. */
import { type HandsState, LAST_POSITION, PAIRS, scoreAt, speedsOf } from './rope-hands.ts';

const RADIUS = 46;
const STEP = 140;
const LEFT = 74;
const MIDDLE = 74;
export const CLOCKS_BOX = '0 0 568 158';
const [CHART_LEFT, CHART_RIGHT, CHART_TOP, CHART_BOTTOM] = [36, 556, 30, 180];
export const SCORE_BOX = '0 0 568 214';

/** Angles grow anticlockwise, as in the formulas; SVG's y axis points down. */
function hand(x: number, angle: number, mark: string): string {
	const [dx, dy] = [RADIUS * Math.cos(angle), -RADIUS * Math.sin(angle)];
	return `<line class="hand ${mark}" x1="${x}" y1="${MIDDLE}" x2="${(x + dx).toFixed(1)}" y2="${(MIDDLE + dy).toFixed(1)}"/><circle class="hand-tip ${mark}" cx="${(x + dx).toFixed(1)}" cy="${(MIDDLE + dy).toFixed(1)}" r="4"/>`;
}

export function clocksSvg({ position, distance, base }: HandsState): string {
	return speedsOf(base)
		.map((speed, pair) => {
			const x = LEFT + pair * STEP;
			const face = `<circle class="grid" cx="${x}" cy="${MIDDLE}" r="${RADIUS}"/><text class="alab" x="${x}" y="14" text-anchor="middle">pair ${pair}</text>`;
			const between = `<text class="tick" x="${x}" y="${MIDDLE + RADIUS + 30}" text-anchor="middle">${angleText(distance * speed)} apart</text>`;
			return face + hand(x, (position - distance) * speed, 'hand-key') + hand(x, position * speed, 'hand-query') + between;
		})
		.join('');
}

function angleText(angle: number): string {
	return angle >= 0.1 || angle === 0 ? angle.toFixed(2) : angle.toPrecision(1);
}

const xOf = (distance: number): number => CHART_LEFT + ((CHART_RIGHT - CHART_LEFT) * distance) / LAST_POSITION;
const yOf = (score: number): number => CHART_BOTTOM - ((CHART_BOTTOM - CHART_TOP) * (score + PAIRS)) / (2 * PAIRS);

export function scoreSvg({ distance, base }: HandsState): string {
	const grid = [-4, -2, 0, 2, 4].map(
		(score) =>
			`<line class="grid" x1="${CHART_LEFT}" x2="${CHART_RIGHT}" y1="${yOf(score)}" y2="${yOf(score)}"/><text class="tick" x="${CHART_LEFT - 6}" y="${yOf(score) + 4}" text-anchor="end">${String(score).replace('-', '−')}</text>`,
	);
	const ticks = [0, 16, 32, 48, 63].map(
		(at) => `<text class="tick" x="${xOf(at).toFixed(1)}" y="${CHART_BOTTOM + 16}" text-anchor="middle">${at}</text>`,
	);
	const points = Array.from({ length: 4 * LAST_POSITION + 1 }, (_, i) => i / 4).map(
		(at, i) => `${i === 0 ? 'M' : 'L'}${xOf(at).toFixed(1)} ${yOf(scoreAt(at, base)).toFixed(1)}`,
	);
	const here = `<circle class="f1" cx="${xOf(distance).toFixed(1)}" cy="${yOf(scoreAt(distance, base)).toFixed(1)}" r="5"/>`;
	return `${grid.join('')}${ticks.join('')}<path class="series s1" d="${points.join('')}"/>${here}<text class="alab" x="0" y="12">score</text><text class="alab" x="${CHART_RIGHT}" y="${CHART_BOTTOM + 32}" text-anchor="end">distance in tokens</text>`;
}

export function handsText({ position, distance, base }: HandsState): string {
	const slowest = speedsOf(base).at(-1) ?? 1;
	const round = Math.round((2 * Math.PI) / slowest);
	return `<p>Query at position ${position}, key at ${position - distance}, ${distance} apart: score <strong>${scoreAt(distance, base).toFixed(2)}</strong> of ${PAIRS}. The slowest pair goes round once in ${round.toLocaleString('en-GB')} tokens.</p>`;
}
