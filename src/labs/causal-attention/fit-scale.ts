/**
 * By what factor were the scores multiplied before the softmax? In a row, log weights differ as scaled scores do,
 * so a line through the differences has that factor as its slope. Only what a causal head may see is used.
 */

/** `misfit` is the largest distance of a log weight from the line. */
export function fitScale(
	weights: readonly (readonly number[])[],
	scores: readonly (readonly number[])[],
): { scale: number; misfit: number } {
	const points = weights.flatMap((row, i) =>
		row.slice(1, i + 1).map((weight, at) => ({
			score: (scores[i]?.[at + 1] ?? 0) - (scores[i]?.[0] ?? 0),
			log: Math.log(weight / (row[0] ?? Number.NaN)),
		})),
	);
	const squares = points.reduce((sum, { score }) => sum + score * score, 0);
	const scale = points.reduce((sum, { score, log }) => sum + score * log, 0) / squares;
	const misfit = Math.max(...points.map(({ score, log }) => Math.abs(log - scale * score)));
	return { scale, misfit: Number.isNaN(misfit) ? Number.POSITIVE_INFINITY : misfit };
}
