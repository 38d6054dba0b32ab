/** The cost figure as a table and a chart of estimate over publication: one function for the server and the page. */
import { type Assumptions, gpuHours, impliedUtilisation, isWithinTwo, PUBLISHED, ratio, short, trainingFlops } from './training-cost.ts';

const LEFT = 132;
const RIGHT = 560;
const ROW = 44;
const TOP = 36;
/** The axis runs from a quarter to four, in equal factors. */
const x = (value: number) => LEFT + ((RIGHT - LEFT) * (Math.log2(Math.min(4, Math.max(0.25, value))) + 2)) / 4;

export function costSvg(assumptions: Assumptions): string {
	const bottom = TOP + PUBLISHED.length * ROW;
	const band = `<rect class="factor-two" x="${x(0.5)}" y="${TOP - 8}" width="${x(2) - x(0.5)}" height="${bottom - TOP + 8}"/>`;
	const ticks = [0.25, 0.5, 1, 2, 4].map(
		(value) =>
			`<line class="${value === 1 ? 'floor' : 'grid'}" x1="${x(value)}" x2="${x(value)}" y1="${TOP - 8}" y2="${bottom}"/><text class="tick" x="${x(value)}" y="${bottom + 16}" text-anchor="middle">${value === 0.25 ? '¼' : value === 0.5 ? '½' : value}×</text>`,
	);
	const rows = PUBLISHED.map((run, index) => {
		const value = ratio(run, assumptions);
		const y = TOP + index * ROW + ROW / 2 - 4;
		const mark = isWithinTwo(value)
			? `<circle class="f1" cx="${x(value)}" cy="${y}" r="6"/>`
			: `<path class="mark-yours" d="M${x(value) - 6} ${y - 6}l12 12m0-12l-12 12"/>`;
		return `<text class="dlab" x="${LEFT - 10}" y="${y + 4}" text-anchor="end">${run.name}</text>${mark}<text class="tick" x="${x(value)}" y="${y - 10}" text-anchor="middle">${value.toFixed(2)}×</text>`;
	});
	return `${band}${ticks.join('')}${rows.join('')}<text class="alab" x="${x(1)}" y="12" text-anchor="middle">published</text><text class="alab" x="${RIGHT}" y="${bottom + 42}" text-anchor="end">estimated GPU-hours over published GPU-hours</text>`;
}

export function costRows(assumptions: Assumptions): string {
	return PUBLISHED.map((run) => {
		const flops = trainingFlops(run);
		const hours = gpuHours(flops, assumptions.utilisation);
		const within = isWithinTwo(hours / run.hours);
		return `<tr><th scope="row">${run.name}</th><td class="r">${flops.toExponential(1).replace(/e\+(\d+)/, ' × 10<sup>$1</sup>')}</td><td class="r">${short(hours)}</td><td class="r">${short(run.hours)}</td><td class="r">$${short(hours * assumptions.price)}</td><td class="r">${(impliedUtilisation(run) * 100).toFixed(0)} %</td><td>${within ? '<span class="pass">within 2×</span>' : '<span class="fail">outside 2×</span>'}</td></tr>`;
	}).join('');
}
