/** The worked examples of the task: their inputs, what comes out, and the same with one bug at a time. Numbers only, made by the reference. */
import { tensorValue } from '#contract/value.ts';

export const EXAMPLE = {
	logProbs: tensorValue([-0.5, -0.5, -1, -2, -2, -0.2], [3, 2]),
	reference: tensorValue([-1.5, -1, -1, -1.5, -2.2, -1.8], [3, 2]),
	rewards: tensorValue([1, 2, 4.4], [3]),
	beta: 0.5,
};

/** Slopes by the log-probabilities, message by message. */
export const EXPECTED: readonly number[] = [0.583333, 0.583333, -0.083333, -0.083333, -0.5, -0.5];

export const WRONG: Readonly<Record<string, readonly number[]>> = {
	'pushes-away': [-0.583333, -0.583333, 0.083333, 0.083333, 0.5, 0.5],
	'no-baseline': [-0.083333, -0.083333, -0.75, -0.75, -1.166667, -1.166667],
	'scaled-by-spread': [0.435801, 0.435801, -0.062257, -0.062257, -0.373544, -0.373544],
	'mean-of-words': [0.291667, 0.291667, -0.041667, -0.041667, -0.25, -0.25],
	'sum-of-batch': [1.75, 1.75, -0.25, -0.25, -1.5, -1.5],
	'no-leash': [0.488889, 0.488889, 0.155556, 0.155556, -0.644444, -0.644444],
	'leash-turned-round': [0.394444, 0.394444, 0.394444, 0.394444, -0.788889, -0.788889],
	'leash-in-the-gradient': [0.761111, 0.761111, -0.238889, -0.238889, -0.522222, -0.522222],
	'leash-as-a-term': [0.655556, 0.655556, 0.322222, 0.322222, -0.477778, -0.477778],
	'leash-of-one-word': [0.536111, 0.536111, 0.036111, 0.036111, -0.572222, -0.572222],
};

/** Words of probability 1/2, e^−2 and e^−1; the reference gives them 1/4, e^−0.5 and e^−1. */
export const KL_EXAMPLE = { logProbs: tensorValue([-Math.LN2, -2, -1], [1, 3]), reference: tensorValue([-1.386294, -0.5, -1], [1, 3]) };

export const KL_EXPECTED: readonly number[] = [0.193147, 1.981689, 0];

export const KL_WRONG: Readonly<Record<string, readonly number[]>> = {
	'kl-can-be-negative': [Math.LN2, -1.5, 0],
	'kl-half-square': [0.240226, 1.125, 0],
	'kl-other-way': [0.306853, 0.72313, 0],
	'kl-shifted': [1.193147, 2.981689, 1],
};
