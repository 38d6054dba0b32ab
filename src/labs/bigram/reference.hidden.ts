/** The reference on flat arrays, and its named mutants. Server only, for it is the solution in another language. */
import { type TensorValue, tensorValue } from '#contract/value.ts';

export type CountMistake =
	| 'rows-and-columns-swapped'
	| 'seen-not-counted'
	| 'last-pair-missed'
	| 'counts-single-tokens'
	| 'counts-both-directions';
export type ShareMistake =
	| 'joint-probabilities'
	| 'normalised-by-column'
	| 'smoothing-below-the-line'
	| 'no-smoothing'
	| 'fixed-smoothing'
	| 'only-zeros-smoothed';
export type Rows = readonly (readonly number[])[];

export const COUNT_MISTAKES = [
	'rows-and-columns-swapped',
	'seen-not-counted',
	'last-pair-missed',
	'counts-single-tokens',
	'counts-both-directions',
] as const satisfies readonly CountMistake[];
export const SHARE_MISTAKES = [
	'joint-probabilities',
	'normalised-by-column',
	'smoothing-below-the-line',
	'no-smoothing',
	'fixed-smoothing',
	'only-zeros-smoothed',
] as const satisfies readonly ShareMistake[];

export function referenceCounts(tokens: readonly number[], size: number, mistake?: CountMistake): TensorValue {
	const flat = new Float32Array(size * size);
	const add = (a: number, b: number): void => {
		const at = a * size + b;
		flat[at] = mistake === 'seen-not-counted' ? 1 : (flat[at] ?? 0) + 1;
	};
	if (mistake === 'counts-single-tokens') for (const token of tokens) add(token, token);
	const end = mistake === 'counts-single-tokens' ? 0 : tokens.length - (mistake === 'last-pair-missed' ? 1 : 0);
	for (let i = 1; i < end; i += 1) {
		const [a, b] = [tokens[i - 1] ?? 0, tokens[i] ?? 0];
		if (mistake !== 'rows-and-columns-swapped') add(a, b);
		if (mistake === 'rows-and-columns-swapped' || mistake === 'counts-both-directions') add(b, a);
	}
	return tensorValue(flat, [size, size]);
}

export function referenceShares(counts: Rows, smoothing: number, mistake?: ShareMistake): TensorValue {
	const added = mistake === 'no-smoothing' ? 0 : mistake === 'fixed-smoothing' ? 1 : smoothing;
	const raised = counts.map((row) => row.map((n) => (mistake === 'only-zeros-smoothed' && n > 0 ? n : n + added)));
	const sum = (values: readonly number[]): number => values.reduce((all, n) => all + n, 0);
	const columns = (raised[0] ?? []).map((_, j) => sum(raised.map((row) => row[j] ?? 0)));
	const below = (i: number, j: number): number => {
		if (mistake === 'joint-probabilities') return sum(raised.flat());
		if (mistake === 'normalised-by-column') return columns[j] ?? 0;
		return sum((mistake === 'smoothing-below-the-line' ? counts[i] : raised[i]) ?? []);
	};
	return tensorValue(
		raised.flatMap((row, i) => row.map((n, j) => n / below(i, j))),
		[counts.length, counts.length],
	);
}

/** Probabilities that the table gives to each token after the first. */
export function chances(table: Rows, tokens: readonly number[]): number[] {
	return Array.from({ length: tokens.length - 1 }, (_, i) => table[tokens[i] ?? 0]?.[tokens[i + 1] ?? 0] ?? 0);
}

export function referenceLoss(table: Rows, tokens: readonly number[]): number {
	const all = chances(table, tokens);
	return all.reduce((nats, p) => nats - Math.log(p), 0) / all.length;
}
