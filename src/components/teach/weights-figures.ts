/** What was measured of weights, in figures for staff: two decimals, as the learner reads them and as they were judged (verify-weights.ts). */
import type { WeightsResult } from '#contract/grading.ts';

/** The first is what counts, the second how it came about. */
export function weightsFigures({ value, target, goal, what, standardError, count, counted, floor }: WeightsResult): [string, string] {
	const [low, high] = [-1.96, 1.96].map((times) => (value + times * standardError).toFixed(2));
	const wanted = `wanted ${goal === 'at-least' ? 'at least' : 'at most'} ${target.toFixed(2)}`;
	const entropy = floor === undefined ? '' : `; entropy floor ${floor.toFixed(2)}`;
	return [
		`${value.toFixed(2)} ${what}, 95 % interval ${low} to ${high}`,
		`(standard error ${standardError.toFixed(4)} on ${count.toLocaleString('en')} ${counted}); ${wanted}${entropy}`,
	];
}
