/** Reads what the stand-ins of the harness saw and names what is wrong. Used by public and hidden checks; knows no answer beyond what it is given. */
import type { MeasuredRun, Minimum } from 'gradus';

const same = (x: number, y: number): boolean => Math.abs(x - y) <= 1e-9 + 1e-6 * Math.abs(y);

/** What the harness recorded: the law, the places of the starts that were tried, the objective there, the learner's own misfit there. */
export type Chosen = readonly (readonly number[])[];

/** The diagnosis of one choice between minima; null when the best one came back as a law. */
export function readChoice([law = [], asked = [], values = [], own = []]: Chosen, minima: readonly Minimum[]): string | null {
	const isLaw = (at: readonly number[], plain: (x: number) => number): boolean =>
		law.every((n, i) => same(n, i < 3 ? plain(at[i] ?? 0) : (at[i] ?? 0)));
	if (!values.every((value, i) => same(value, own[i] ?? 0))) return 'other-objective';
	const chosen = minima.findIndex(({ at }) => isLaw(at, Math.exp));
	if (chosen < 0) {
		if (minima.some(({ at }) => isLaw(at, (x) => x))) return 'returns-logarithms';
		return asked.length === 0 ? 'starts-unused' : 'wrong-law';
	}
	return readRank(chosen, minima) ?? (asked.toSorted().join() === minima.map((_, i) => i).join() ? null : 'starts-unused');
}

function readRank(chosen: number, minima: readonly Minimum[]): string | null {
	const values = minima.map((minimum) => minimum.value);
	const value = values[chosen] ?? 0;
	if (value === Math.min(...values)) return null;
	if (chosen === 0) return 'single-start';
	if (value === Math.max(...values)) return 'worst-start';
	return chosen === minima.length - 1 ? 'last-start' : 'wrong-start';
}

/** The diagnosis of the resamples of a table of `count` runs; null when they are resamples with replacement. */
export function readSamples(text: string, count: number, draws: number): string | null {
	const samples = text.split(';').map((sample) => sample.split(',').map(Number));
	if (samples.some((sample) => sample.length !== count || sample.includes(-1))) return 'wrong-sample';
	const inOrder = samples.every((sample) => sample.every((run, i) => run === i));
	if (inOrder) return 'not-resampled';
	if (samples.every((sample) => new Set(sample).size === count)) return 'no-replacement';
	if (samples.length !== draws) return 'wrong-draws';
	return draws > 1 && new Set(samples.map(String)).size === 1 ? 'same-sample' : null;
}

/** A table of runs that a known law made. Sizes and budgets are crossed; the run at `spoilt` is 15 % too high. */
export function tableOf(
	loss: (weights: number, tokens: number) => number,
	sizes: readonly number[],
	budgets: readonly number[],
	spoilt: number,
): MeasuredRun[] {
	return sizes
		.flatMap((weights) => budgets.map((tokens) => ({ weights, tokens, loss: loss(weights, tokens) })))
		.map((run, i) => (i === spoilt ? { ...run, loss: run.loss * 1.15 } : run));
}
