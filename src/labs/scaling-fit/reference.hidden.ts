/** The three answers in plain numbers, right and with one named bug at a time. Server only: a mutant is nearly the solution. */

export interface Shape {
	readonly layers: number;
	readonly width: number;
	readonly time: number;
	readonly vocabulary: number;
}

/** Parts of the count that a bug leaves out. */
type Part = 'embedding' | 'position' | 'head' | 'vectors' | 'last norm';

export const COUNT_BUGS: Readonly<Record<string, readonly Part[]>> = {
	'non-embedding': ['embedding', 'position', 'head'],
	'tied-head': ['head'],
	'no-positions': ['position'],
	'no-small-vectors': ['vectors', 'last norm'],
};

export function countOf({ layers, width, time, vocabulary }: Shape, without: readonly Part[] = []): number {
	const has = (part: Part, count: number): number => (without.includes(part) ? 0 : count);
	const embeddings = has('embedding', vocabulary * width) + has('position', time * width) + has('head', vocabulary * width);
	return embeddings + layers * (12 * width ** 2 + has('vectors', 13 * width)) + has('last norm', 2 * width);
}

export interface Run {
	readonly weights: number;
	readonly tokens: number;
	readonly loss: number;
}

export interface Misfit {
	readonly floor: boolean;
	readonly sees: 'both' | 'weights' | 'tokens';
	readonly inLogs: boolean;
	readonly thetaInLogs: boolean;
	readonly shape: 'huber' | 'square' | 'absolute' | 'jump';
	readonly mean: boolean;
}

export const RIGHT: Misfit = { floor: true, sees: 'both', inLogs: true, thetaInLogs: true, shape: 'huber', mean: true };

export const MISFIT_BUGS: Readonly<Record<string, Partial<Misfit>>> = {
	'no-floor': { floor: false },
	'ignores-weights': { sees: 'tokens' },
	'ignores-tokens': { sees: 'weights' },
	'not-log': { inLogs: false },
	'not-logarithms': { thetaInLogs: false },
	squares: { shape: 'square' },
	absolute: { shape: 'absolute' },
	jump: { shape: 'jump' },
	'sum-not-mean': { mean: false },
};

const DELTA = 0.001;
const SHAPES: Readonly<Record<Misfit['shape'], (off: number) => number>> = {
	huber: (off) => (off <= DELTA ? off ** 2 / 2 : DELTA * (off - DELTA / 2)),
	square: (off) => off ** 2 / 2,
	absolute: (off) => off,
	jump: (off) => (off <= DELTA ? off ** 2 / 2 : DELTA * off),
};

export function misfitOf(theta: readonly number[], runs: readonly Run[], bug: Partial<Misfit> = {}): number {
	const recipe = { ...RIGHT, ...bug };
	const [e = 0, a = 0, b = 0, alpha = 0, beta = 0] = theta;
	const plain = (x: number): number => (recipe.thetaInLogs ? Math.exp(x) : x);
	const sum = runs.reduce((total, { weights, tokens, loss }) => {
		const parts = [
			recipe.floor ? plain(e) : 0,
			recipe.sees === 'tokens' ? 0 : plain(a) * weights ** -alpha,
			recipe.sees === 'weights' ? 0 : plain(b) * tokens ** -beta,
		];
		const expected = parts.reduce((x, y) => x + y, 0);
		return total + SHAPES[recipe.shape](Math.abs(recipe.inLogs ? Math.log(expected / loss) : expected - loss));
	}, 0);
	return recipe.mean ? sum / runs.length : sum;
}

type Ends = (floors: readonly number[]) => readonly [number, number];

const ends = (sorted: readonly number[]): readonly [number, number] => {
	const [low, high] = [Math.floor(0.05 * sorted.length), Math.ceil(0.95 * sorted.length) - 1];
	return [sorted[low] ?? 0, sorted[high] ?? 0];
};

export const endsOf: Ends = (floors) => ends(floors.toSorted((x, y) => x - y));

export const INTERVAL_BUGS: Readonly<Record<string, Ends>> = {
	'not-sorted': ends,
	'text-sort': (floors) => ends(floors.map(String).toSorted().map(Number)),
	'whole-range': (floors) => [Math.min(...floors), Math.max(...floors)],
	bell: (floors) => {
		const mean = floors.reduce((x, y) => x + y, 0) / floors.length;
		const deviation = Math.sqrt(floors.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (floors.length - 1));
		return [mean - 1.645 * deviation, mean + 1.645 * deviation];
	},
};
