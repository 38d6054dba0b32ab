/**
 * Lab 3.1: from a table of finished runs to a law, and to an honest statement of how far it can be trusted. Plain numbers, no tensors.
 */
import type { MeasuredRun, Minimum, ScalingLaw } from 'gradus';

const DELTA = 0.001; // where the Huber loss turns from a square into a line

export interface Shape {
	readonly layers: number;
	readonly width: number;
	/** Longest text, in tokens: one learned vector for each place. */
	readonly time: number;
	readonly vocabulary: number;
}

/** Weights of the kit's GPT. This is the usual estimate for the blocks. What does it leave out, in a model this small? */
export function countWeights({ layers, width }: Shape): number {
	return 12 * layers * width ** 2;
}

/**
 * Mean Huber loss of (ln expected loss − ln measured loss) over the runs. theta = [ln E, ln A, ln B, alpha, beta];
 * a run holds `weights`, `tokens` and the measured `loss`.
 */
export function misfit(_theta: readonly number[], _runs: readonly MeasuredRun[]): number {
	void DELTA;
	return 0;
}

type Minimise = (f: (theta: readonly number[]) => number, start: readonly number[]) => Minimum;

/** The law with the smallest misfit that `minimise` finds from any of the starts. minimise(f, start) gives { at, value }. */
export function fitLaw(_runs: readonly MeasuredRun[], _starts: readonly (readonly number[])[], _minimise: Minimise): ScalingLaw {
	return { E: 1, A: 0, B: 0, alpha: 1, beta: 1 };
}

type Fit = (runs: readonly MeasuredRun[]) => ScalingLaw;

/**
 * A 90 % bootstrap interval of E: fit `draws` resamples of the runs, sort their floors, and give those at the places
 * floor(0.05 · draws) and ceil(0.95 · draws) − 1. random() is uniform in [0, 1).
 */
export function intervalOfE(runs: readonly MeasuredRun[], fit: Fit, _draws: number, _random: () => number): [number, number] {
	const { E } = fit(runs);
	return [E, E];
}
