/**
 * Lab 6.3: ten times the compute. The kit trains with your GRPO and reads accuracy as it goes; you say what the curve is, how far a line
 * may be trusted, and what many samples could have found.
 */
import type { CurvePoint, Rise, StraightLine } from 'gradus';

/** Of n samples of a problem, c are right: the chance that at least one of k is. Without bias. */
export function passAtK(n: number, c: number, _k: number): number {
	return c / n;
}

/** Accuracy after `step` steps, on the curve of four numbers. */
export function sigmoid(_step: number, { floor }: Rise): number {
	return floor;
}

/** The steps at which a fifth and four fifths of the rise are made. */
export function straightRange({ middle }: Rise): [number, number] {
	return [middle, middle];
}

/** The straight line of least squares through the points from the first to the second step, both included, over log10 of the step. */
export function fitLine(_points: readonly CurvePoint[], _range: readonly [number, number]): StraightLine {
	return { atOne: 0, perDecade: 0 };
}
