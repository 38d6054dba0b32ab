/**
 * Borrowed: the fit of lab 3.1 for a learner who has not passed it. It stands in for `my/scaling-fit` until then.
 * Same exports; the size comes from the shapes of the model's own tensors.
 */
import { countParameters, type MeasuredRun, type Minimum, type ScalingLaw } from 'gradus';

export function countWeights(shape: { layers: number; width: number; time: number; vocabulary: number }): number {
	return countParameters({ ...shape, heads: 1 });
}

/** Distance that grows as a square up to 0.001 and as a straight line after it. */
function distance(x: number): number {
	const near = Math.min(Math.abs(x), 1e-3);
	return near * (Math.abs(x) - 0.5 * near);
}

type Theta = readonly number[];

export function misfit([lnE = 0, lnA = 0, lnB = 0, alpha = 0, beta = 0]: Theta, runs: readonly MeasuredRun[]): number {
	const distances = runs.map((run) => {
		const parts = [lnE, lnA - alpha * Math.log(run.weights), lnB - beta * Math.log(run.tokens)];
		return distance(Math.log(parts.reduce((total, part) => total + Math.exp(part), 0) / run.loss));
	});
	return distances.reduce((x, y) => x + y, 0) / distances.length;
}

export function fitLaw(
	runs: readonly MeasuredRun[],
	starts: readonly (readonly number[])[],
	search: (f: (theta: readonly number[]) => number, start: readonly number[]) => Minimum,
): ScalingLaw {
	const [lowest] = starts.map((start) => search((theta) => misfit(theta, runs), start)).toSorted((x, y) => x.value - y.value);
	const [lnE = 0, lnA = 0, lnB = 0, alpha = 0, beta = 0] = lowest?.at ?? [];
	return { E: Math.exp(lnE), A: Math.exp(lnA), B: Math.exp(lnB), alpha, beta };
}

export function intervalOfE(
	runs: readonly MeasuredRun[],
	fit: (runs: readonly MeasuredRun[]) => ScalingLaw,
	draws: number,
	random: () => number,
): [number, number] {
	const pick = (): MeasuredRun[] => runs.flatMap(() => runs.slice(Math.floor(random() * runs.length)).slice(0, 1));
	const sorted = Array.from({ length: draws }, () => fit(pick()).E).toSorted((x, y) => x - y);
	return [sorted[Math.floor(draws / 20)] ?? 0, sorted[Math.ceil((draws * 19) / 20) - 1] ?? 0];
}
