/** The learning-rate schedule of lesson 1.6: linear warm-up, then half a cosine down to a floor; and what clipping by norm does to a step. */

export interface Schedule {
	readonly peak: number;
	readonly warmup: number;
	readonly total: number;
	/** Share of the peak that is left at the end. */
	readonly floor: number;
}

export const START: Schedule = { peak: 0.004, warmup: 20, total: 400, floor: 0.1 };

/** Rate of step 0, 1, … total − 1. Step 0 already moves: a rate of zero would waste it. */
export function rateAt(step: number, schedule: Schedule): number {
	const { peak, warmup, total, floor } = schedule;
	if (step < warmup) return (peak * (step + 1)) / warmup;
	const progress = (step - warmup + 1) / (total - warmup);
	return peak * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * progress)));
}

/** Factor on every gradient when the norm of all of them together is `norm`. */
export function clipFactor(norm: number, limit: number): number {
	return norm > limit ? limit / norm : 1;
}

/** Mean rate over the run, as a share of the peak: how much of a constant schedule's distance is walked. */
export function meanShare(schedule: Schedule): number {
	let sum = 0;
	for (let step = 0; step < schedule.total; step++) sum += rateAt(step, schedule);
	return sum / schedule.total / schedule.peak;
}

const WIDTH = 620;
const HEIGHT = 250;
const LEFT = 46;
const RIGHT = 600;
const TOP = 26;
const BOTTOM = 214;
/** Top of the axis: the largest peak that the slider gives. */
export const MAX_PEAK = 0.01;

export function scheduleSvg(schedule: Schedule): string {
	const x = (step: number) => LEFT + ((RIGHT - LEFT) * step) / (schedule.total - 1);
	const y = (rate: number) => BOTTOM - ((BOTTOM - TOP) * rate) / MAX_PEAK;
	const points = Array.from(
		{ length: schedule.total },
		(_, step) => `${step ? 'L' : 'M'}${x(step).toFixed(1)} ${y(rateAt(step, schedule)).toFixed(1)}`,
	);
	const grid = [0, 0.002, 0.004, 0.006, 0.008, 0.01].map(
		(rate) =>
			`<line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${y(rate)}" y2="${y(rate)}"/><text class="tick" x="${LEFT - 6}" y="${y(rate) + 4}" text-anchor="end">${rate === 0 ? '0' : rate.toFixed(3)}</text>`,
	);
	const steps = [0, Math.round(schedule.total / 2), schedule.total - 1];
	const ticks = steps.map(
		(step, i) =>
			`<text class="tick" x="${x(step)}" y="${BOTTOM + 16}" text-anchor="${i === 2 ? 'end' : i === 1 ? 'middle' : 'start'}">${step}</text>`,
	);
	const end =
		schedule.warmup > 0
			? `<line class="floor" x1="${x(schedule.warmup)}" x2="${x(schedule.warmup)}" y1="${TOP}" y2="${BOTTOM}"/><text class="alab" x="${x(schedule.warmup) + 6}" y="${TOP + 10}">warm-up ends</text>`
			: '';
	return `${grid.join('')}<line class="axis" x1="${LEFT}" x2="${RIGHT}" y1="${BOTTOM}" y2="${BOTTOM}"/>${ticks.join('')}${end}<path class="series s1" d="${points.join('')}"/><text class="alab" x="0" y="12">learning rate</text><text class="alab" x="${RIGHT}" y="${HEIGHT - 4}" text-anchor="end">training step</text>`;
}

export const VIEW_BOX = `0 0 ${WIDTH} ${HEIGHT}`;

/** The same as words, with numbers. */
export function scheduleText(schedule: Schedule, norm: number): string {
	const at = (step: number) => rateAt(step, schedule).toPrecision(2);
	const factor = clipFactor(norm, 1);
	const half = Math.round(schedule.total / 2);
	return `<p>Step 0 moves with ${at(0)}, step ${schedule.warmup} with ${at(schedule.warmup)}, step ${half} with ${at(half)}, the last with ${at(schedule.total - 1)}. On average the rate is ${Math.round(meanShare(schedule) * 100)} % of its peak.</p><p>A gradient of norm ${norm.toFixed(1)} is ${factor === 1 ? 'left as it is: it is not above the limit of 1' : `multiplied by ${factor.toFixed(2)}, in every tensor alike, so that its norm is 1 and its direction is kept`}.</p>`;
}
