/** The reference in plain numbers, and its named mutants: one knob each. Server only, for it is the solution in another language. */
import { type TensorValue, tensorValue } from '#contract/value.ts';

export interface Recipe {
	readonly layout: 'half' | 'interleaved';
	/** Sign of the angle. */
	readonly direction: 1 | -1;
	/** Speed of pair i of a head of this width. */
	readonly speed: (pair: number, headDim: number, base: number) => number;
	readonly position: (row: number, offset: number, time: number) => number;
}

export const RIGHT: Recipe = {
	layout: 'half',
	direction: 1,
	speed: (pair, headDim, base) => base ** ((-2 * pair) / headDim),
	position: (row, offset) => row + offset,
};

export const MISTAKES: Readonly<Record<string, Recipe>> = {
	interleaved: { ...RIGHT, layout: 'interleaved' },
	'turns-backwards': { ...RIGHT, direction: -1 },
	'one-speed': { ...RIGHT, speed: () => 1 },
	'base-ignored': { ...RIGHT, speed: (pair, headDim) => 10_000 ** ((-2 * pair) / headDim) },
	'speeds-grow': { ...RIGHT, speed: (pair, headDim, base) => base ** ((2 * pair) / headDim) },
	'exponent-not-shared': { ...RIGHT, speed: (pair, _, base) => base ** (-2 * pair) },
	'exponent-without-two': { ...RIGHT, speed: (pair, headDim, base) => base ** (-pair / headDim) },
	degrees: { ...RIGHT, speed: (pair, headDim, base) => (base ** ((-2 * pair) / headDim) * Math.PI) / 180 },
	'starts-at-one': { ...RIGHT, position: (row, offset) => row + offset + 1 },
	'depends-on-length': { ...RIGHT, position: (row, offset, time) => (row + offset) / time },
	'offset-ignored': { ...RIGHT, position: (row) => row },
};

/** x [..., time, headDim] → the same shape. */
export function turn(x: TensorValue, base: number, offset: number, recipe: Recipe = RIGHT): TensorValue {
	const [time, headDim] = [x.shape.at(-2) ?? 1, x.shape.at(-1) ?? 2];
	const half = headDim / 2;
	const data = new Float32Array(x.data.length);
	for (let row = 0; row < x.data.length / headDim; row += 1) {
		for (let pair = 0; pair < half; pair += 1) {
			const angle = recipe.direction * recipe.position(row % time, offset, time) * recipe.speed(pair, headDim, base);
			const one = row * headDim + (recipe.layout === 'half' ? pair : 2 * pair);
			const two = row * headDim + (recipe.layout === 'half' ? pair + half : 2 * pair + 1);
			const [a, b] = [x.data[one] ?? 0, x.data[two] ?? 0];
			data[one] = a * Math.cos(angle) - b * Math.sin(angle);
			data[two] = b * Math.cos(angle) + a * Math.sin(angle);
		}
	}
	return tensorValue(data, x.shape);
}

/** Causal attention of one head, as lab 1.4 has it: q, k [time, headDim], v [time, valueDim]. */
export function attend(q: TensorValue, k: TensorValue, v: TensorValue): TensorValue {
	const [time, headDim, width] = [q.shape[0] ?? 1, q.shape[1] ?? 1, v.shape[1] ?? 1];
	const output: number[] = [];
	for (let i = 0; i < time; i += 1) {
		const powers = Array.from({ length: i + 1 }, (_, j) => {
			let score = 0;
			for (let d = 0; d < headDim; d += 1) score += (q.data[i * headDim + d] ?? 0) * (k.data[j * headDim + d] ?? 0);
			return Math.exp(score / Math.sqrt(headDim));
		});
		const sum = powers.reduce((total, n) => total + n, 0);
		for (let d = 0; d < width; d += 1) output.push(powers.reduce((total, n, j) => total + (n / sum) * (v.data[j * width + d] ?? 0), 0));
	}
	return tensorValue(output, v.shape);
}
