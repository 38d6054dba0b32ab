/** The worked steps of the task: their inputs, the parameters after them, and the same with one bug at a time. Numbers only, made by the reference. */
import { tensorValue } from '#contract/value.ts';

export const EXAMPLE = {
	params: { 'w.weight': tensorValue([1, -2, 0.5, 3], [2, 2]), 'w.bias': tensorValue([0.5, -1], [2]) },
	grads: [
		{ 'w.weight': tensorValue([3, -4, 1, 0], [2, 2]), 'w.bias': tensorValue([0.3, -0.9], [2]) },
		{ 'w.weight': tensorValue([0.02, 0.05, -0.3, 0], [2, 2]), 'w.bias': tensorValue([-0.2, 0.1], [2]) },
		{ 'w.weight': tensorValue([0.1, -0.2, 0.05, 0], [2, 2]), 'w.bias': tensorValue([0.1, 0.3], [2]) },
	],
	rates: [0.1, 0.1, 0.05],
};

/** Weight row by row, then bias. */
export const EXPECTED: readonly number[] = [0.773916, -1.757446, 0.420926, 2.925598, 0.456899, -0.900827];

export const WRONG: Readonly<Record<string, readonly number[]>> = {
	'nothing-moves': [1, -2, 0.5, 3, 0.5, -1],
	'no-bias-correction': [0.865039, -1.845393, 0.463538, 2.925598, 0.4904, -0.958164],
	'step-not-counted': [0.728874, -1.715598, 0.433797, 2.925598, 0.478534, -0.906453],
	'l2-instead-of-decoupled': [0.782834, -1.782082, 0.403964, 2.750142, 0.456899, -0.900827],
	'no-decay': [0.796869, -1.805238, 0.431963, 3, 0.456899, -0.900827],
	'decays-vectors': [0.773916, -1.757446, 0.420926, 2.925598, 0.445733, -0.877627],
	'decay-without-rate': [0.551912, -1.288521, 0.312837, 2.187, 0.456899, -0.900827],
	'clips-each-tensor': [0.774051, -1.757427, 0.419922, 2.925598, 0.371348, -0.829305],
	'no-clipping': [0.780829, -1.757513, 0.327597, 2.925598, 0.371348, -0.829305],
	'clips-after-means': [0.860342, -1.837025, 0.407109, 2.925598, 0.452067, -0.910024],
	'means-forgotten': [0.772405, -1.893861, 0.431062, 2.925598, 0.442335, -1.004657],
};
