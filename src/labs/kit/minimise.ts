/**
 * A small minimiser for labs that fit a curve: BFGS in plain numbers, with slopes by central differences.
 * Goes downhill from where it is put and stops in the nearest valley; which valley that is, is the caller's business. Refuses a start that has no finite value.
 */

export interface Minimum {
	/** Where it stopped. */
	readonly at: readonly number[];
	/** The function there. */
	readonly value: number;
}

type Objective = (at: readonly number[]) => number;

const STEPS = 200;
const SLOPE_STEP = 1e-6;
/** Stops when this many steps in a row gained less than the share. A share, not a difference: a small objective is no reason to stop early. */
const PATIENCE = 4;
const LEAST_GAIN = 1e-7;

/**
 * Nearest minimum of a function of a few numbers (Fletcher, Practical methods of optimization, 1987).
 * @throws when the function is not finite at the start
 */
export function minimise(objective: Objective, start: readonly number[]): Minimum {
	let at = [...start];
	let value = objective(at);
	if (!Number.isFinite(value)) throw new Error(`The function to minimise is ${value} at the start [${start.join(', ')}].`);
	let slope = slopeOf(objective, at);
	let inverse = identity(at.length);
	for (let step = 0, idle = 0; step < STEPS && idle < PATIENCE; step++) {
		let direction = times(inverse, slope).map((x) => -x);
		if (!(dot(direction, slope) < 0)) {
			inverse = identity(at.length);
			direction = slope.map((x) => -x);
		}
		const next = search(objective, { at, value }, direction, dot(direction, slope));
		if (next === null) {
			// No way down along this direction: forget the curvature once, then stop.
			if (idle > 0) break;
			inverse = identity(at.length);
			idle = PATIENCE - 1;
			continue;
		}
		const nextSlope = slopeOf(objective, next.at);
		inverse = update(
			inverse,
			next.at.map((x, i) => x - (at[i] ?? 0)),
			nextSlope.map((x, i) => x - (slope[i] ?? 0)),
		);
		idle = value - next.value < LEAST_GAIN * value ? idle + 1 : 0;
		[at, value, slope] = [next.at, next.value, nextSlope];
	}
	return { at, value };
}

function slopeOf(objective: Objective, at: readonly number[]): number[] {
	return at.map((x, i) => {
		const h = SLOPE_STEP * Math.max(1, Math.abs(x));
		const moved = (by: number): number => objective(at.map((y, j) => (i === j ? y + by : y)));
		return (moved(h) - moved(-h)) / (2 * h);
	});
}

/** Halves the step until the function has fallen enough (Armijo, 1966), doubling it first while that helps; null when nothing helps. */
function search(objective: Objective, from: { at: number[]; value: number }, direction: readonly number[], fall: number) {
	const go = (length: number) => {
		const at = from.at.map((x, i) => x + length * (direction[i] ?? 0));
		return { at, value: objective(at), length };
	};
	const longest = 2 / Math.max(1e-12, ...direction.map(Math.abs));
	let tried = go(Math.min(1, longest));
	while (!(tried.value <= from.value + 1e-4 * tried.length * fall)) {
		if (tried.length < 1e-14) return null;
		tried = go(tried.length / 2);
	}
	for (let longer = go(tried.length * 2); longer.value < tried.value && longer.length <= longest; longer = go(longer.length * 2))
		tried = longer;
	return tried;
}

/** The inverse curvature after a step s along which the slope changed by y. */
function update(inverse: readonly (readonly number[])[], s: readonly number[], y: readonly number[]): number[][] {
	const curvature = dot(s, y);
	if (!(curvature > 1e-14)) return inverse.map((row) => [...row]);
	const hy = times(inverse, y);
	const scale = (1 + dot(y, hy) / curvature) / curvature;
	return inverse.map((row, i) =>
		row.map((h, j) => h + scale * (s[i] ?? 0) * (s[j] ?? 0) - ((hy[i] ?? 0) * (s[j] ?? 0) + (s[i] ?? 0) * (hy[j] ?? 0)) / curvature),
	);
}

function identity(size: number): number[][] {
	return Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? 1 : 0)));
}

function times(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
	return matrix.map((row) => dot(row, vector));
}

function dot(a: readonly number[], b: readonly number[]): number {
	return a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
}
