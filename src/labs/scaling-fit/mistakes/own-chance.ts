// diagnosis: other-chance
import type { MeasuredRun, Minimum, ScalingLaw } from 'gradus';

const DELTA = 0.001;

export interface Shape {
	readonly layers: number;
	readonly width: number;
	readonly time: number;
	readonly vocabulary: number;
}

export function countWeights({ layers, width, time, vocabulary }: Shape): number {
	const attention = 4 * (width * width + width);
	const mlp = 8 * width * width + 5 * width;
	const norms = 4 * width;
	return (vocabulary + time) * width + layers * (attention + mlp + norms) + 2 * width + width * vocabulary;
}

export function misfit(theta: readonly number[], runs: readonly MeasuredRun[]): number {
	const [e = 0, a = 0, b = 0, alpha = 0, beta = 0] = theta;
	let sum = 0;
	for (const { weights, tokens, loss } of runs) {
		const expected = Math.exp(e) + Math.exp(a - alpha * Math.log(weights)) + Math.exp(b - beta * Math.log(tokens));
		const off = Math.abs(Math.log(expected) - Math.log(loss));
		sum += off <= DELTA ? off ** 2 / 2 : DELTA * (off - DELTA / 2);
	}
	return sum / runs.length;
}

type Minimise = (f: (theta: readonly number[]) => number, start: readonly number[]) => Minimum;

export function fitLaw(runs: readonly MeasuredRun[], starts: readonly (readonly number[])[], minimise: Minimise): ScalingLaw {
	let best: Minimum | null = null;
	for (const start of starts) {
		const found = minimise((theta) => misfit(theta, runs), start);
		if (best === null || found.value < best.value) best = found;
	}
	const [e = 0, a = 0, b = 0, alpha = 0, beta = 0] = best?.at ?? [];
	return { E: Math.exp(e), A: Math.exp(a), B: Math.exp(b), alpha, beta };
}

type Fit = (runs: readonly MeasuredRun[]) => ScalingLaw;

export function intervalOfE(runs: readonly MeasuredRun[], fit: Fit, draws: number, _random: () => number): [number, number] {
	const floors: number[] = [];
	for (let draw = 0; draw < draws; draw++) {
		const sample = runs.flatMap(() => runs[Math.floor(Math.random() * runs.length)] ?? []);
		floors.push(fit(sample).E);
	}
	floors.sort((x, y) => x - y);
	return [floors[Math.floor(0.05 * draws)] ?? 0, floors[Math.ceil(0.95 * draws) - 1] ?? 0];
}
