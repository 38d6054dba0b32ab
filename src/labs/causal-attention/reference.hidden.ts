/**
 * The reference in plain numbers, and its named mutants: one knob each. Server only, for it is the solution in another language.
 * Double precision, so it also judges the learner's float32.
 */
import { type TensorValue, tensorValue } from '#contract/value.ts';

export interface Recipe {
	/** `window`: how many tokens back a query sees, itself included. */
	readonly mask: 'causal' | 'none' | 'strict' | 'future' | 'after-softmax' | 'zero-scores' | { readonly window: number };
	/** What is added to a hidden score; −∞ hides it for good. */
	readonly penalty: number;
	readonly scale: (headDim: number) => number;
	readonly normalise: 'rows' | 'columns';
	readonly swapped: boolean;
}

export const RIGHT: Recipe = {
	mask: 'causal',
	penalty: -1e9,
	scale: (headDim) => 1 / Math.sqrt(headDim),
	normalise: 'rows',
	swapped: false,
};

export const MISTAKES: Readonly<Record<string, Recipe>> = {
	'no-mask': { ...RIGHT, mask: 'none' },
	'mask-after-softmax': { ...RIGHT, mask: 'after-softmax' },
	'mask-includes-diagonal': { ...RIGHT, mask: 'strict' },
	'future-instead-of-past': { ...RIGHT, mask: 'future' },
	'zero-instead-of-minus-infinity': { ...RIGHT, mask: 'zero-scores' },
	'no-scale': { ...RIGHT, scale: () => 1 },
	'scale-by-width': { ...RIGHT, scale: (headDim) => 1 / headDim },
	'wrong-softmax-axis': { ...RIGHT, normalise: 'columns' },
	'queries-and-keys-swapped': { ...RIGHT, swapped: true },
};

/** q, k [..., time, headDim] and v [..., time, valueDim] to [..., time, valueDim]. */
export function attend(q: TensorValue, k: TensorValue, v: TensorValue, recipe: Recipe = RIGHT): TensorValue {
	const [time, headDim, width] = [q.shape.at(-2) ?? 1, q.shape.at(-1) ?? 1, v.shape.at(-1) ?? 1];
	const heads = v.data.length / (time * width);
	const row = (value: TensorValue, at: number, size: number) => Array.from(value.data.slice(at * size, (at + 1) * size));
	const output: number[] = [];
	for (let head = 0; head < heads; head += 1) {
		const rows = (value: TensorValue, size: number) => Array.from({ length: time }, (_, i) => row(value, head * time + i, size));
		const weights = weightsOf(rows(q, headDim), rows(k, headDim), recipe);
		const values = rows(v, width);
		for (const each of weights)
			for (let j = 0; j < width; j += 1) output.push(each.reduce((sum, w, i) => sum + w * (values[i]?.[j] ?? 0), 0));
	}
	return tensorValue(output, v.shape);
}

export function weightsOf(queries: readonly number[][], keys: readonly number[][], recipe: Recipe): number[][] {
	const scale = recipe.scale(queries[0]?.length ?? 1);
	const [from, to] = recipe.swapped ? [keys, queries] : [queries, keys];
	const scores = from.map((query) => to.map((key) => scale * query.reduce((sum, n, i) => sum + n * (key[i] ?? 0), 0)));
	if (recipe.mask === 'zero-scores')
		return shareOut(
			scores.map((row, i) => row.map((n, j) => (j > i ? 0 : n))),
			recipe.normalise,
		);
	if (recipe.mask === 'after-softmax') return shareOut(scores, recipe.normalise).map((row, i) => row.map((n, j) => (j > i ? 0 : n)));
	return shareOut(
		scores.map((row, i) => row.map((n, j) => (isHidden(recipe.mask, i, j) ? n + recipe.penalty : n))),
		recipe.normalise,
	);
}

function isHidden(mask: Recipe['mask'], i: number, j: number): boolean {
	if (typeof mask === 'object') return j > i || j <= i - mask.window;
	if (mask === 'causal') return j > i;
	if (mask === 'strict') return j >= i;
	return mask === 'future' && j < i;
}

function shareOut(scores: number[][], by: Recipe['normalise']): number[][] {
	return by === 'rows' ? scores.map(softmax) : transpose(transpose(scores).map(softmax));
}

function softmax(scores: number[]): number[] {
	const highest = Math.max(...scores);
	const powers = scores.map((n) => Math.exp(n - highest));
	const sum = powers.reduce((total, n) => total + n, 0);
	return powers.map((n) => n / sum);
}

function transpose(matrix: number[][]): number[][] {
	return (matrix[0] ?? []).map((_, j) => matrix.map((row) => row[j] ?? 0));
}
