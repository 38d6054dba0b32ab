/** The lifetime figure as a chart, a table and a sentence: one function for the server and the page. */
import { type Bill, billAtLoss, billOf, cheapest, type Demand, lawById, lossOf, optimalOfSize } from './lifetime-cost.ts';
import { short } from './training-cost.ts';

export interface LifetimeState {
	/** Powers of ten. */
	readonly served: number;
	readonly size: number;
	readonly utilisation: number;
	readonly servingUtilisation: number;
	readonly price: number;
	readonly law: string;
}

export const START: LifetimeState = { served: 13, size: 10.85, utilisation: 0.4, servingUtilisation: 0.2, price: 2, law: 'refit' };

export interface Lifetime {
	readonly loss: number;
	readonly demand: Demand;
	/** The size that is cheapest to train to this loss, and the one that is cheapest over its life. */
	readonly optimal: Bill;
	readonly best: Bill;
}

export function lifetimeOf(state: LifetimeState): Lifetime {
	const law = lawById(state.law);
	const run = optimalOfSize(law, 10 ** state.size);
	const loss = lossOf(law, run);
	const training = { utilisation: state.utilisation, price: state.price };
	const demand = { served: 10 ** state.served, training, servingUtilisation: state.servingUtilisation };
	return { loss, demand, optimal: billOf(run, demand), best: cheapest(law, loss, demand) };
}

const LEFT = 76;
const RIGHT = 606;
const TOP = 34;
const BOTTOM = 262;
export const VIEW_BOX = '0 0 620 310';
/** Curves run from an eighth of the compute-optimal size to eight times as much: below a seventh or so, nothing reaches the loss. */
const SPAN = 8;
const POINTS = 81;

interface Scale {
	readonly x: (size: number) => number;
	readonly y: (dollars: number) => number;
	readonly decades: readonly number[];
}

function scaleOf({ optimal, best }: Lifetime): Scale {
	const centre = Math.log(optimal.run.activeParameters);
	const width = Math.log(SPAN);
	const bottom = Math.floor(Math.log10(optimal.training));
	const high = Math.ceil(Math.log10(Math.max(optimal.total, best.total) * 6));
	return {
		x: (size) => LEFT + ((RIGHT - LEFT) * (Math.log(size) - centre + width)) / (2 * width),
		y: (dollars) => BOTTOM - ((BOTTOM - TOP) * (Math.log10(dollars) - bottom)) / (high - bottom),
		decades: Array.from({ length: high - bottom + 1 }, (_, n) => bottom + n),
	};
}

function curve(bills: readonly Bill[], of: (bill: Bill) => number, { x, y }: Scale, className: string): string {
	const isInside = (height: number) => Number.isFinite(height) && height >= TOP - 4 && height <= BOTTOM;
	const points = bills.map((bill) => [x(bill.run.activeParameters), y(of(bill))] as const);
	const path = points.map(([left, height], n) => {
		if (!isInside(height)) return '';
		return `${isInside(points[n - 1]?.[1] ?? Number.NaN) ? 'L' : 'M'}${left.toFixed(1)} ${height.toFixed(1)}`;
	});
	return `<path class="series ${className}" d="${path.join('')}"/>`;
}

export function lifetimeSvg(state: LifetimeState): string {
	const life = lifetimeOf(state);
	const scale = scaleOf(life);
	const centre = life.optimal.run.activeParameters;
	const sizes = Array.from({ length: POINTS }, (_, n) => centre * SPAN ** ((2 * n) / (POINTS - 1) - 1));
	const bills = sizes.map((size) => billAtLoss(lawById(state.law), size, life.loss, life.demand));
	const curves = [
		curve(bills, (bill) => bill.training, scale, 's2'),
		curve(bills, (bill) => bill.serving, scale, 's3'),
		curve(bills, (bill) => bill.total, scale, 's1'),
	];
	return axesSvg(scale, centre) + curves.join('') + markSvg(life, scale);
}

function axesSvg({ x, y, decades }: Scale, centre: number): string {
	const grid = decades.map(
		(power) =>
			`<line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${y(10 ** power)}" y2="${y(10 ** power)}"/><text class="tick" x="${LEFT - 6}" y="${y(10 ** power) + 4}" text-anchor="end">$${roundShort(10 ** power)}</text>`,
	);
	const ticks = [1 / 4, 1 / 2, 1, 2, 4].map(
		(factor) => `<text class="tick" x="${x(centre * factor)}" y="${BOTTOM + 16}" text-anchor="middle">${short(centre * factor)}</text>`,
	);
	return `${grid.join('')}<line class="axis" x1="${LEFT}" x2="${RIGHT}" y1="${BOTTOM}" y2="${BOTTOM}"/>${ticks.join('')}<text class="alab" x="0" y="12">dollars, all at the same loss</text><text class="alab" x="${RIGHT}" y="${BOTTOM + 36}" text-anchor="end">parameters</text>`;
}

/** 1, 10 or 100 with its letter. */
const roundShort = (value: number) => short(value).replace(/\.0+/, '');

/** Two sizes: cheapest to train, cheapest to have. */
function markSvg({ optimal, best }: Lifetime, { x, y }: Scale): string {
	const at = x(Math.max(best.run.activeParameters, optimal.run.activeParameters / SPAN));
	const from = x(optimal.run.activeParameters);
	const isClose = Math.abs(from - at) < 80;
	return `<line class="floor" x1="${from}" x2="${from}" y1="${TOP}" y2="${BOTTOM}"/><text class="alab halo" x="${from + 6}" y="${TOP + 4}">cheapest to train</text><circle class="f1" cx="${at}" cy="${y(best.total)}" r="6"/><text class="dlab halo" x="${isClose ? from + 6 : at}" y="${isClose ? TOP + 22 : y(best.total) - 14}" text-anchor="${isClose ? 'start' : 'middle'}">cheapest over its life</text>`;
}

export function lifetimeRows(state: LifetimeState): string {
	const { optimal, best } = lifetimeOf(state);
	const line = (label: string, of: (bill: Bill) => string) =>
		`<tr><th scope="row">${label}</th><td class="r">${of(optimal)}</td><td class="r">${of(best)}</td></tr>`;
	return [
		line('Parameters', ({ run }) => short(run.activeParameters)),
		line('Tokens of training', ({ run }) => short(run.tokens)),
		line('Tokens per parameter', ({ run }) => perParameter(run.tokens / run.activeParameters)),
		line('Training, once', ({ training }) => `$${short(training)}`),
		line('Serving, all queries', ({ serving }) => `$${short(serving)}`),
		line('Together', ({ total }) => `<strong>$${short(total)}</strong>`),
	].join('');
}

export function perParameter(ratio: number): string {
	return Math.round(ratio).toLocaleString('en-GB');
}

export function lifetimeText(state: LifetimeState): string {
	const { optimal, best, loss, demand } = lifetimeOf(state);
	const saved = Math.round((1 - best.total / optimal.total) * 100);
	const share = Math.round((best.serving / best.total) * 100);
	const chosen = `At a loss of ${loss.toFixed(3)} and ${short(demand.served)} tokens served, the cheapest model over its life has ${short(best.run.activeParameters)} parameters and ${perParameter(best.run.tokens / best.run.activeParameters)} tokens per parameter`;
	const gain =
		saved < 1
			? ', and saves less than one percent against the compute-optimal one: training is nearly all of the bill.'
			: `. It costs ${saved} percent less than the compute-optimal one, and ${share} percent of its bill is serving.`;
	return chosen + gain;
}
