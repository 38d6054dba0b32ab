/** Draws accuracy against the logarithm of the steps, with a fitted rise and the line through its straight part, and says it in words. Knows finished fits only. */

export interface RisePoint {
	readonly step: number;
	/** Mean over seeds, with the lowest and the highest. */
	readonly accuracy: number;
	readonly low: number;
	readonly high: number;
}

export interface StraightPart {
	readonly atOne: number;
	readonly perDecade: number;
}

export interface FittedRise {
	readonly ceiling: number;
	readonly middle: number;
	readonly steepness: number;
	/** Steps of a fifth and of four fifths of the rise. */
	readonly range: readonly [number, number];
	/** Null where fewer than three points lie in the range. */
	readonly line: StraightPart | null;
	/** Last step that the fit has seen. */
	readonly until: number;
}

export interface RiseRun {
	readonly name: string;
	readonly label: string;
	readonly floor: number;
	readonly points: readonly RisePoint[];
	readonly all: FittedRise;
	/** From the points up to the middle of the rise. */
	readonly half: FittedRise;
}

export interface RiseState {
	readonly run: string;
	readonly seen: 'all' | 'half';
}

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [640, 320, 44, 624, 22, 274];
export const RISE_VIEW_BOX = `0 0 ${WIDTH} ${HEIGHT}`;
const LAST = 1_000;
const PLACES = 80;

const xOf = (step: number): number => LEFT + ((RIGHT - LEFT) * Math.log10(step)) / Math.log10(LAST);
const yOf = (accuracy: number): number => BOTTOM - (BOTTOM - TOP) * accuracy;
const at = (step: number, accuracy: number): string => `${xOf(step).toFixed(1)} ${yOf(accuracy).toFixed(1)}`;
const riseAt = (step: number, floor: number, { ceiling, middle, steepness }: FittedRise): number =>
	floor + (ceiling - floor) / (1 + (middle / step) ** steepness);
const lineAt = (step: number, { atOne, perDecade }: StraightPart): number => atOne + perDecade * Math.log10(step);

export function riseSvg(runs: readonly RiseRun[], state: RiseState): string {
	const run = runs.find(({ name }) => name === state.run);
	if (run === undefined) return '';
	const fit = run[state.seen];
	const [from, to] = fit.range;
	const steps = Array.from({ length: PLACES }, (_, i) => LAST ** (i / (PLACES - 1)));
	const curve = steps.map((step) => at(step, riseAt(step, run.floor, fit))).join('L');
	const dots = run.points
		.filter(({ step }) => step > 0)
		.map(({ step, accuracy, low, high }) => {
			const mark = step <= fit.until ? 'f1' : 'f3';
			return `<path class="axis" d="M${at(step, low)}L${at(step, high)}"/><circle class="${mark}" cx="${xOf(step).toFixed(1)}" cy="${yOf(accuracy).toFixed(1)}" r="4"/>`;
		});
	return `${gridSvg()}${rangeSvg(from, Math.min(LAST, to))}<path class="series s1" d="M${curve}"/>${lineSvg(fit)}${dots.join('')}`;
}

/** Whole through its range, dashed where it promises more than it was fitted to. */
function lineSvg({ line, range }: FittedRise): string {
	if (line === null) return '';
	const [from, to] = [range[0], Math.min(LAST, range[1])];
	const reaches = (accuracy: number): number => 10 ** ((accuracy - line.atOne) / line.perDecade);
	const [first, last] = [Math.max(1, reaches(0)), Math.min(LAST, reaches(1))];
	const part = (a: number, b: number, mark: string): string =>
		b > a ? `<path class="${mark}" d="M${at(a, lineAt(a, line))}L${at(b, lineAt(b, line))}"/>` : '';
	return part(first, from, 'floor') + part(from, Math.min(to, last), 'series s6') + part(Math.min(to, last), last, 'floor');
}

function rangeSvg(from: number, to: number): string {
	return `<rect class="band f2" x="${xOf(from).toFixed(1)}" y="${TOP}" width="${(xOf(to) - xOf(from)).toFixed(1)}" height="${BOTTOM - TOP}"/>`;
}

function gridSvg(): string {
	const rows = [0, 0.25, 0.5, 0.75, 1].map(
		(share) =>
			`<line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${yOf(share)}" y2="${yOf(share)}"/><text class="tick" x="${LEFT - 6}" y="${yOf(share) + 4}" text-anchor="end">${share}</text>`,
	);
	const columns = [1, 10, 100, 1_000].map(
		(step) =>
			`<text class="tick" x="${xOf(step)}" y="${BOTTOM + 16}" text-anchor="${step === LAST ? 'end' : 'middle'}">${step.toLocaleString('en')}</text>`,
	);
	return `${rows.join('')}<line class="axis" x1="${LEFT}" x2="${RIGHT}" y1="${BOTTOM}" y2="${BOTTOM}"/>${columns.join('')}<text class="alab" x="0" y="12">share of samples that are right</text><text class="alab" x="${RIGHT}" y="${HEIGHT - 12}" text-anchor="end">training steps, logarithmic</text>`;
}

export const decadesOf = ([from, to]: readonly [number, number]): number => Math.log10(to / from);

/** The same in words. */
export function riseText(runs: readonly RiseRun[], state: RiseState): string {
	const run = runs.find(({ name }) => name === state.run);
	if (run === undefined) return '';
	const fit = run[state.seen];
	const [from, to] = fit.range;
	const seen = state.seen === 'all' ? 'all points' : `the points up to step ${fit.until}`;
	return `<p>${run.label}. Fitted to ${seen}: the rise goes from ${run.floor.toFixed(3)} to ${fit.ceiling.toFixed(2)}, its middle is at step ${fit.middle.toFixed(0)}, its steepness ${fit.steepness.toFixed(2)}. It is nearly straight from step ${from.toFixed(0)} to step ${to.toFixed(0)}, ${decadesOf(fit.range).toFixed(2)} decades${gainText(fit)}. ${lastText(run, fit)}</p>`;
}

function gainText({ line }: FittedRise): string {
	if (line === null) return '; fewer than three of its points lie there, too few for a line';
	return `, where ten times the steps add ${(100 * line.perDecade).toFixed(0)} points`;
}

/** What line and rise say of the last step, and what was measured there. */
function lastText({ points, floor }: RiseRun, fit: FittedRise): string {
	const { step, accuracy } = points.at(-1) ?? { step: 1, accuracy: 0 };
	const line = fit.line === null ? '' : `the line says ${lineAt(step, fit.line).toFixed(2)}, `;
	return `At step ${step} ${line}the rise ${line === '' ? 'says ' : ''}${riseAt(step, floor, fit).toFixed(2)}; measured: ${accuracy.toFixed(2)}.`;
}
