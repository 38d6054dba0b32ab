/** What the three functions promise, in plain numbers, and the same with one bug each. Server only. */

/** Lines of the delivered patch in which each defect can be seen. */
export const PLACES: readonly (readonly [first: number, last: number])[] = [
	[5, 9],
	[16, 18],
	[24, 26],
];

/** True when the three lines are one in each place. */
export function marksAll(lines: readonly number[]): boolean {
	return lines.length === PLACES.length && PLACES.every(([first, last]) => lines.some((line) => line >= first && line <= last));
}

export function weightedMean(
	gradients: readonly (readonly number[])[],
	tokens: readonly number[],
	bug: 'unweighted-mean' | null = null,
): number[] {
	const total = tokens.reduce((a, b) => a + b, 0);
	const used = tokens.filter((count) => count > 0).length;
	const shareOf = (count: number): number => (bug === null ? count / total : count > 0 ? 1 / used : 0);
	return (gradients[0] ?? []).map((_, at) =>
		gradients.reduce((sum, gradient, i) => sum + (gradient[at] ?? 0) * shareOf(tokens[i] ?? 0), 0),
	);
}

export function stopsNow(losses: readonly number[], patience: number): boolean {
	return losses.length - 1 - losses.indexOf(Math.min(...losses)) >= patience;
}

/** What is wrong with a split of documents whose tokens are all different; null when nothing is. */
export function splitFault(
	documents: readonly (readonly number[])[],
	sides: { readonly train: readonly number[]; readonly heldOut: readonly number[] },
	time: number,
	every: number,
) {
	const aside = new Set(documents.flatMap((document, i) => (i % every === every - 1 ? document : [])));
	if (sides.train.some((token) => aside.has(token)) || sides.heldOut.some((token) => !aside.has(token))) return 'split-leaks';
	const whole = (count: number): number => Math.floor(count / time) * time;
	const all = documents.flat().length;
	const isWhole = new Set(sides.train).size >= whole(all - aside.size) && new Set(sides.heldOut).size >= whole(aside.size);
	return isWhole ? null : 'split-drops-texts';
}
