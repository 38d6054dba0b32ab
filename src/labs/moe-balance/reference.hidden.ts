/** Load, balance loss, biased routing and the step of the bias in plain numbers, with one named mistake at a time. Server only: it is nearly the solution. */
import { type TensorValue, tensorValue } from '#contract/value.ts';
import { rowsOf } from '#grading/core/check-kit/properties.ts';

export const LOAD_BUGS = ['not-started', 'counts-not-shares', 'share-of-tokens', 'first-choice-load'] as const;
export const LOSS_BUGS = ['loss-not-started', 'loss-not-scaled', 'loss-of-load', 'loss-of-probabilities'] as const;
export const ROUTE_BUGS = ['weights-not-started', 'bias-in-gate', 'bias-unused', 'bias-on-logits'] as const;
export const BIAS_BUGS = [
	'bias-not-started',
	'wrong-direction',
	'proportional-step',
	'even-share-moves',
	'compared-with-zero',
	'bias-replaced',
] as const;
type Of<List extends readonly string[]> = List[number] | null;

/** experts int32 [tokens, k] → [count]. */
export function loadIn(experts: TensorValue, count: number, bug: Of<typeof LOAD_BUGS>): TensorValue {
	const rows = rowsOf(experts);
	const counted = rows.flatMap((row) => (bug === 'first-choice-load' ? row.slice(0, 1) : row));
	const whole = bug === 'counts-not-shares' ? 1 : bug === 'share-of-tokens' ? rows.length : counted.length;
	const load = Array.from({ length: count }, (_, e) => counted.filter((each) => each === e).length / whole);
	return tensorValue(bug === 'not-started' ? load.map(() => 1 / count) : load, [count]);
}

export function balanceLossOf(probabilities: TensorValue, experts: TensorValue, bug: Of<typeof LOSS_BUGS>): TensorValue {
	const rows = rowsOf(probabilities);
	const count = probabilities.shape[1] ?? 1;
	const load = Array.from(loadIn(experts, count, null).data);
	const mean = load.map((_, e) => rows.reduce((sum, row) => sum + (row[e] ?? 0), 0) / rows.length);
	const left = bug === 'loss-of-probabilities' ? mean : load;
	const right = bug === 'loss-of-load' ? load : mean;
	const loss = left.reduce((sum, n, e) => sum + n * (right[e] ?? 0), 0);
	return tensorValue([bug === 'loss-not-started' ? 1 : bug === 'loss-not-scaled' ? loss : loss * count], []);
}

export interface RouteInput {
	readonly logits: TensorValue;
	readonly bias: TensorValue;
	readonly k: number;
}

export function softmax(scores: readonly number[]): number[] {
	const powers = scores.map((n) => Math.exp(n - Math.max(...scores)));
	const total = powers.reduce((sum, n) => sum + n, 0);
	return powers.map((n) => n / total);
}

export function routeOf(
	{ logits, bias, k }: RouteInput,
	bug: Of<typeof ROUTE_BUGS>,
): { readonly experts: TensorValue; readonly weights: TensorValue } {
	const push = Array.from(bias.data);
	const routed = rowsOf(logits).map((row) => {
		const shares = softmax(row);
		const base = bug === 'bias-on-logits' ? row : shares;
		const scores = base.map((n, e) => n + (bug === 'bias-unused' ? 0 : (push[e] ?? 0)));
		const order = scores.map((score, e) => ({ score, e })).toSorted((a, b) => b.score - a.score || a.e - b.e);
		const chosen = order.slice(0, k).map(({ e }) => e);
		const weight = (e: number): number =>
			bug === 'weights-not-started' ? 1 : (shares[e] ?? 0) + (bug === 'bias-in-gate' ? (push[e] ?? 0) : 0);
		return { chosen, weights: chosen.map(weight) };
	});
	const shape = [routed.length, k];
	return {
		experts: tensorValue(
			routed.flatMap(({ chosen }) => chosen),
			shape,
			'int32',
		),
		weights: tensorValue(
			routed.flatMap(({ weights }) => weights),
			shape,
		),
	};
}

export function nextBiasOf(bias: TensorValue, load: TensorValue, rate: number, bug: Of<typeof BIAS_BUGS>): TensorValue {
	const even = 1 / load.data.length;
	const next = Array.from(bias.data, (old, e) => {
		const missing = even - (load.data[e] ?? 0);
		if (bug === 'bias-not-started') return old;
		if (bug === 'wrong-direction') return old - rate * Math.sign(missing);
		if (bug === 'proportional-step') return old + rate * missing;
		if (bug === 'even-share-moves') return old + (missing >= 0 ? rate : -rate);
		if (bug === 'compared-with-zero') return old - rate * Math.sign(load.data[e] ?? 0);
		return (bug === 'bias-replaced' ? 0 : old) + rate * Math.sign(missing);
	});
	return tensorValue(next, bias.shape);
}
