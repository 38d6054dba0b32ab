/** The drawing of the plate: loss against step with the floor, for the server's empty frame and the page's live one. */

export interface Curve {
	/** One loss of a training batch per step. */
	readonly batches: readonly number[];
	/** Held-out loss at some steps. */
	readonly heldOut: readonly (readonly [step: number, loss: number])[];
}

export interface Frame {
	readonly steps: number;
	readonly floor: number;
	/** Loss of a uniform guess; the axis ends at the next whole number. */
	readonly uniform: number;
}

export const VIEW_BOX = '0 0 560 392';
const LEFT = 30;
const RIGHT = 490;
const TOP = 40;
const BOTTOM = 354;

function scales({ steps, uniform }: Frame) {
	const most = Math.ceil(uniform);
	const x = (step: number) => LEFT + ((RIGHT - LEFT) * step) / steps;
	const y = (loss: number) => BOTTOM - ((BOTTOM - TOP) * Math.min(most, Math.max(0, loss))) / most;
	return { most, x, y };
}

export function frameSvg(frame: Frame): string {
	const { most, x, y } = scales(frame);
	const grid = Array.from(
		{ length: most + 1 },
		(_, loss) =>
			`<line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${y(loss)}" y2="${y(loss)}"/><text class="tick" x="${LEFT - 8}" y="${y(loss) + 4}" text-anchor="end">${loss}</text>`,
	);
	const ticks = [0, 0.25, 0.5, 0.75, 1].map(
		(share) =>
			`<text class="tick" x="${x(share * frame.steps)}" y="${BOTTOM + 17}" text-anchor="middle">${Math.round(share * frame.steps)}</text>`,
	);
	const floor = `<line class="floor" x1="${LEFT}" x2="${RIGHT}" y1="${y(frame.floor)}" y2="${y(frame.floor)}"/><text class="alab" x="${LEFT + 6}" y="${y(frame.floor) + 16}">entropy floor ${frame.floor.toFixed(2)}: no model can do better</text>`;
	const guess = `<text class="alab" x="${LEFT + 11}" y="${y(frame.uniform) - 6}">uniform guess, ${frame.uniform.toFixed(2)}</text>`;
	return `${grid.join('')}${ticks.join('')}<text class="alab" x="0" y="11">loss, nats per word</text><text class="alab" x="${RIGHT}" y="${BOTTOM + 35}" text-anchor="end">training step</text>${floor}${guess}`;
}

export function curveSvg({ batches, heldOut }: Curve, frame: Frame): string {
	const { x, y } = scales(frame);
	const path = (points: readonly (readonly [number, number])[]) =>
		points.map(([step, loss], i) => `${i ? 'L' : 'M'}${x(step).toFixed(1)} ${y(loss).toFixed(1)}`).join('');
	const last = heldOut.at(-1);
	const dot = last
		? `<circle class="f1" cx="${x(last[0])}" cy="${y(last[1])}" r="4"/><text class="dlab" x="${x(last[0]) + 9}" y="${y(last[1]) - 4}">${last[1].toFixed(2)}</text>`
		: '';
	return `<path class="series s1 plate-noise" d="${path(batches.map((loss, step) => [step, loss] as const))}"/><path class="series s1" d="${path(heldOut)}"/>${dot}`;
}
