/** How a list of numbers is spread: count, mean, quartiles and a histogram. Pure; nothing is assumed about their distribution. */

export interface Spread {
	readonly n: number;
	readonly mean: number;
	readonly least: number;
	readonly lower: number;
	readonly median: number;
	readonly upper: number;
	readonly most: number;
	/** How many lie in each of BINS equal parts of [0, 1]; a bound belongs to the part above it, 1 to the last. */
	readonly bins: readonly number[];
}

export const BINS = 10;

/** Of shares in [0, 1]; null of none. */
export function spreadOf(shares: readonly number[]): Spread | null {
	if (shares.length === 0) return null;
	const sorted = shares.toSorted((a, b) => a - b);
	const bins = Array.from({ length: BINS }, () => 0);
	for (const share of sorted) {
		// The added billionth puts 0.3, stored as a little less than three tenths, where it is written.
		const bin = Math.min(BINS - 1, Math.floor(share * BINS + 1e-9));
		bins[bin] = (bins[bin] ?? 0) + 1;
	}
	return {
		n: sorted.length,
		mean: sorted.reduce((sum, share) => sum + share, 0) / sorted.length,
		...{
			least: quantile(sorted, 0),
			lower: quantile(sorted, 0.25),
			median: quantile(sorted, 0.5),
			upper: quantile(sorted, 0.75),
			most: quantile(sorted, 1),
		},
		bins,
	};
}

/** Between the two values that it falls between in proportion (Hyndman and Fan's type 7, what spreadsheets and R do). */
function quantile(sorted: readonly number[], share: number): number {
	const place = (sorted.length - 1) * share;
	const below = sorted[Math.floor(place)] ?? Number.NaN;
	const above = sorted[Math.ceil(place)] ?? below;
	return below + (above - below) * (place - Math.floor(place));
}
