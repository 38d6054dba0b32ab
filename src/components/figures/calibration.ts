/** Draws how honest a measured reward model of lab 5.1 is, claimed against come true, and says it in words. Knows points only. */
import { percent } from '#contract/number-text.ts';

export interface CalibrationLook {
	readonly pairs: number;
	readonly step: number;
	/** Shares of unseen pairs ordered as the labels, and as the true worths, say. */
	readonly asLabelled: number;
	readonly asWorth: number;
	/** Nats a pair, on unseen pairs. */
	readonly loss: number;
	/** Claimed, came true, pairs. */
	readonly bins: readonly (readonly [number, number, number])[];
}

export interface CalibrationState {
	readonly pairs: number;
	readonly step: number;
}

const [SIZE, LEFT, TOP, SPAN] = [370, 44, 30, 290];
export const CALIBRATION_VIEW_BOX = `0 0 ${SIZE} ${SIZE}`;
const LEAST_PAIRS = 5;

const xOf = (share: number): number => LEFT + SPAN * share;
const yOf = (share: number): number => TOP + SPAN * (1 - share);

export function calibrationSvg(looks: readonly CalibrationLook[], state: CalibrationState): string {
	const look = findLook(looks, state);
	const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => {
		const [x, y] = [xOf(share), yOf(share)];
		return `<line class="grid" x1="${LEFT}" x2="${LEFT + SPAN}" y1="${y}" y2="${y}"/><text class="tick" x="${LEFT - 8}" y="${y + 4}" text-anchor="end">${share}</text><text class="tick" x="${x}" y="${TOP + SPAN + 16}" text-anchor="middle">${share}</text>`;
	});
	const honest = `<line class="floor" x1="${xOf(0)}" x2="${xOf(1)}" y1="${yOf(0)}" y2="${yOf(1)}"/>`;
	const seen = (look?.bins ?? []).filter(([, , count]) => count >= LEAST_PAIRS);
	const total = seen.reduce((sum, [, , count]) => sum + count, 0);
	const dots = seen.map(([claimed, came, count]) => {
		const radius = (3 + 14 * Math.sqrt(count / total)).toFixed(1);
		return `<circle class="f1" fill-opacity="0.75" cx="${xOf(claimed).toFixed(1)}" cy="${yOf(came).toFixed(1)}" r="${radius}"/>`;
	});
	return `${grid.join('')}${honest}${dots.join('')}<text class="alab" x="0" y="12">came true</text><text class="alab" x="${LEFT + SPAN}" y="${SIZE - 8}" text-anchor="end">probability claimed</text>`;
}

export function findLook(looks: readonly CalibrationLook[], { pairs, step }: CalibrationState): CalibrationLook | undefined {
	return looks.find((look) => look.pairs === pairs && look.step === step);
}

/** `floor`: loss of whoever knows every worth exactly. */
export function calibrationText(looks: readonly CalibrationLook[], state: CalibrationState, floor: number): string {
	const look = findLook(looks, state);
	if (look === undefined) return '';
	const bold = look.bins.at(-1);
	const claim =
		bold === undefined || bold[2] < LEAST_PAIRS
			? 'It never claims more than 90 %.'
			: `Where it claims more than 90 %, it claims ${percent(bold[0])} on average, and ${percent(bold[1])} came true.`;
	const than = look.loss > Math.LN2 ? 'worse than the 0.693 of a coin' : `a coin has 0.693, perfect knowledge ${floor.toFixed(3)}`;
	return `<p>${look.pairs.toLocaleString('en')} pairs, ${look.step} steps. Of pairs that it has not seen it orders ${percent(look.asLabelled)} as the labels say and ${percent(look.asWorth)} as their true worth is.</p><p>Loss ${look.loss.toFixed(3)} nats a pair: ${than}. ${claim}</p>`;
}
