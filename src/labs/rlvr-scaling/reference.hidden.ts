/** The reference in other words, and each known mistake as the same with one part replaced. For hidden checks only. */
export interface PassCase {
	readonly n: number;
	readonly c: number;
	readonly k: number;
}

/** Chance that draws one after the other all miss; `left` is how many are left before draw i. */
function missOf({ c, k }: Pick<PassCase, 'c' | 'k'>, left: (i: number) => number): number {
	return Array.from({ length: k }, (_, i) => Math.max(0, left(i) - c) / left(i)).reduce((product, each) => product * each, 1);
}

const withoutReturn = (each: PassCase): number => missOf(each, (i) => each.n - i);

export const passOf = (each: PassCase): number => 1 - withoutReturn(each);

export const PASS_BUGS: Readonly<Record<string, (each: PassCase) => number>> = {
	'k-ignored': ({ n, c }) => c / n,
	'with-replacement': (each) => 1 - missOf(each, () => each.n),
	'all-of-k': ({ n, c, k }) => missOf({ c: n - c, k }, (i) => n - i),
	'all-wrong': withoutReturn,
	'adds-chances': ({ n, c, k }) => Math.min(1, (k * c) / n),
};

export interface RiseCase {
	readonly floor: number;
	readonly ceiling: number;
	readonly middle: number;
	readonly steepness: number;
}

const shareOf = (step: number, { middle, steepness }: RiseCase): number => 1 / (1 + (middle / step) ** steepness);

export function curveOf(step: number, rise: RiseCase): number {
	const share = shareOf(step, rise);
	return rise.floor * (1 - share) + rise.ceiling * share;
}

export const CURVE_BUGS: Readonly<Record<string, (step: number, rise: RiseCase) => number>> = {
	flat: (_, { floor }) => floor,
	'no-floor': (step, rise) => rise.ceiling * shareOf(step, rise),
	overshoots: (step, rise) => rise.floor + rise.ceiling * shareOf(step, rise),
	falls: (step, rise) => rise.floor + rise.ceiling - curveOf(step, rise),
	'not-log': (step, { floor, ceiling, middle, steepness }) => floor + (ceiling - floor) / (1 + Math.exp(-steepness * (step - middle))),
	'steepness-misplaced': (step, { floor, ceiling, middle, steepness }) => floor + (ceiling - floor) / (1 + steepness * (middle / step)),
};

/** The step at which a share of the rise is made. */
const stepAt = ({ middle, steepness }: RiseCase, share: number): number => middle * (share / (1 - share)) ** (1 / steepness);

export const rangeOf = (rise: RiseCase): number[] => [0.2, 0.8].map((share) => stepAt(rise, share));

export const RANGE_BUGS: Readonly<Record<string, (rise: RiseCase) => number[]>> = {
	'no-width': ({ middle }) => [middle, middle],
	'ends-swapped': (rise) => rangeOf(rise).toReversed(),
	'same-width': ({ middle }) => [middle / 4, middle * 4],
	'steeper-wider': (rise) => rangeOf({ ...rise, steepness: 1 / rise.steepness }),
	'tenth-of-rise': (rise) => [0.1, 0.9].map((share) => stepAt(rise, share)),
	'linear-range': (rise) => {
		const [from = 0] = rangeOf(rise);
		return [from, 2 * rise.middle - from];
	},
	'of-accuracy': (rise) => [0.2, 0.8].map((share) => stepAt(rise, (share * rise.ceiling - rise.floor) / (rise.ceiling - rise.floor))),
};

export interface LineInput {
	readonly points: readonly { readonly step: number; readonly accuracy: number }[];
	readonly range: readonly [number, number];
}

interface LineRecipe {
	readonly scale: (step: number) => number;
	readonly counts: (step: number, from: number, to: number) => boolean;
	readonly fit: (points: readonly (readonly [number, number])[]) => number[];
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);

/** [at 0, slope] of least squares. */
function leastSquares(points: readonly (readonly [number, number])[]): number[] {
	const n = points.length;
	const [x, y] = [sumOf(points.map(([each]) => each)), sumOf(points.map(([, each]) => each))];
	const slope = (n * sumOf(points.map(([a, b]) => a * b)) - x * y) / (n * sumOf(points.map(([a]) => a * a)) - x * x);
	return [(y - slope * x) / n, slope];
}

const RIGHT: LineRecipe = { scale: Math.log10, counts: (step, from, to) => step >= from && step <= to, fit: leastSquares };

export function lineOf({ points, range: [from, to] }: LineInput, change: Partial<LineRecipe> = {}): number[] {
	const { scale, counts, fit } = { ...RIGHT, ...change };
	return fit(points.filter(({ step }) => counts(step, from, to)).map(({ step, accuracy }) => [scale(step), accuracy] as const));
}

export const LINE_BUGS: Readonly<Record<string, Partial<LineRecipe>>> = {
	'no-line': { fit: () => [0, 0] },
	'natural-log': { scale: Math.log },
	'linear-steps': { scale: (step) => step },
	'no-intercept': { fit: (points) => [0, sumOf(points.map(([x, y]) => x * y)) / sumOf(points.map(([x]) => x * x))] },
	'through-saturation': { counts: () => true },
	'ends-left-out': { counts: (step, from, to) => step > from && step < to },
	'two-points': {
		fit(points) {
			const [[x0, y0] = [0, 0], [x1, y1] = [0, 0]] = [points[0], points.at(-1)];
			const slope = (y1 - y0) / (x1 - x0);
			return [y0 - slope * x0, slope];
		},
	},
	'swapped-axes': {
		fit(points) {
			const [at = 0, slope = 1] = leastSquares(points.map(([x, y]) => [y, x] as const));
			return [-at / slope, 1 / slope];
		},
	},
};
