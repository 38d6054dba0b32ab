// diagnosis: k-ignored
import type { CurvePoint, Rise, StraightLine } from 'gradus';

export function passAtK(n: number, c: number, k: number): number {
	return k > 0 ? c / n : 0;
}

export function sigmoid(step: number, { floor, ceiling, middle, steepness }: Rise): number {
	return floor + (ceiling - floor) / (1 + (middle / step) ** steepness);
}

export function straightRange({ middle, steepness }: Rise): [number, number] {
	const factor = 4 ** (1 / steepness); // (middle / step)^steepness is 4 at a fifth of the rise, and 1/4 at four fifths
	return [middle / factor, middle * factor];
}

export function fitLine(points: readonly CurvePoint[], [from, to]: readonly [number, number]): StraightLine {
	const inside = points.filter(({ step }) => step >= from && step <= to);
	const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
	const x = inside.map(({ step }) => Math.log10(step));
	const y = inside.map(({ accuracy }) => accuracy);
	const [centreX, centreY] = [mean(x), mean(y)];
	const together = mean(x.map((each, i) => (each - centreX) * ((y[i] ?? 0) - centreY)));
	const perDecade = together / mean(x.map((each) => (each - centreX) ** 2)); // least squares
	return { atOne: centreY - perDecade * centreX, perDecade };
}
