/**
 * An estimate as people read it: two places, the same everywhere. Decisions carry three places and states carry all of them;
 * rounding both straight to two shows 0.47 on one page and 0.48 on the next.
 */

/** `p` in [0, 1], for example "0.48". */
export function estimateText(p: number): string {
	return (Math.round(round3(p) * 100 + 1e-9) / 100).toFixed(2);
}

/** To three places, as decisions carry numbers. */
export function round3(x: number): number {
	return Math.round(x * 1000) / 1000;
}
