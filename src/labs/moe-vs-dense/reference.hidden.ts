/** Accounts, twins and the layer in plain numbers, with one named mistake at a time. Server only: it is nearly the solution. */
import { type TensorValue, tensorValue } from '#contract/value.ts';
import { rowsOf } from '#grading/core/check-kit/properties.ts';

export interface Spec {
	readonly [key: string]: number;
	readonly layers: number;
	readonly width: number;
	readonly heads: number;
	readonly time: number;
	readonly vocabulary: number;
	readonly experts: number;
	readonly hidden: number;
	readonly choices: number;
}

export const COST_BUGS = [
	'forgets-router',
	'one-matrix-an-expert',
	'head-not-counted',
	'layers-once',
	'norms-forgotten',
	'all-experts-active',
	'ignores-choices',
	'embedding-in-flops',
	'one-flop-a-weight',
	'all-experts-computed',
	'dense-miscounted',
] as const;
export type CostBug = (typeof COST_BUGS)[number] | null;

/** total, active, flops. */
export function costsOf(spec: Spec, bug: CostBug): TensorValue {
	const { width: d, vocabulary, time, experts, hidden } = spec;
	const layers = bug === 'layers-once' ? 1 : spec.layers;
	const expert = (bug === 'one-matrix-an-expert' ? 1 : 2) * d * hidden;
	const copies = experts > 0 || bug === 'dense-miscounted' ? experts : 1;
	const chosen = bug === 'ignores-choices' ? 1 : spec.choices;
	const met = experts > 0 || bug === 'dense-miscounted' ? Math.min(chosen, Math.max(copies, 0)) : 1;
	const router = bug === 'forgets-router' ? 0 : d * experts;
	const norms = bug === 'norms-forgotten' ? 0 : 1;
	const head = bug === 'head-not-counted' ? 0 : d * vocabulary;
	const rest = vocabulary * d + time * d + layers * (4 * d * d + 2 * d * norms + router) + d * norms + head;
	const total = rest + layers * copies * expert;
	const active = bug === 'all-experts-active' ? total : rest + layers * met * expert;
	const computed = bug === 'all-experts-computed' ? copies : met;
	const products = layers * (4 * d * d + router + computed * expert) + d * vocabulary;
	const flops = bug === 'embedding-in-flops' ? 2 * active : (bug === 'one-flop-a-weight' ? 1 : 2) * products;
	return tensorValue([total, active, flops], [3]);
}

export const TWIN_BUGS = ['twin-forgets-router', 'twin-too-small', 'twin-too-large', 'twins-swapped', 'twin-ignores-choices'] as const;
export type TwinBug = (typeof TWIN_BUGS)[number] | null;

/** Hidden units of the active and of the total twin. */
export function twinsOf({ experts, hidden, choices }: Spec, bug: TwinBug): TensorValue {
	const round = bug === 'twin-too-small' ? Math.floor : Math.ceil;
	const router = bug === 'twin-forgets-router' ? 0 : bug === 'twin-too-large' ? Math.floor(experts / 2) + 1 : round(experts / 2);
	const active = (bug === 'twin-ignores-choices' ? 1 : choices) * hidden + router;
	const total = experts * hidden + router;
	return tensorValue(bug === 'twins-swapped' ? [total, active] : [active, total], [2]);
}

export interface LayerInput {
	readonly x: TensorValue;
	readonly router: TensorValue;
	readonly up: TensorValue;
	readonly down: TensorValue;
	readonly k: number;
	readonly capacity: number;
}

export const LAYER_BUGS = ['residual-added', 'no-activation', 'one-expert-for-all', 'choices-ignored', 'capacity-ignored'] as const;
export type LayerBug = (typeof LAYER_BUGS)[number] | null;

/** Row times a matrix that stands at `from` in the data. */
function times(row: readonly number[], matrix: TensorValue, from: number, columns: number): number[] {
	return Array.from({ length: columns }, (_, j) => row.reduce((sum, n, i) => sum + n * (matrix.data[from + i * columns + j] ?? 0), 0));
}

export function layerOf({ x, router, up, down, k, capacity }: LayerInput, bug: LayerBug): TensorValue {
	const [width, count, hidden] = [x.shape[1] ?? 1, router.shape[1] ?? 1, up.shape[2] ?? 1];
	const taken = new Array<number>(count).fill(0);
	const rows = rowsOf(x).map((row) => {
		const logits = times(row, router, 0, count);
		const whole = logits.reduce((sum, n) => sum + Math.exp(n), 0);
		const order = logits.map((logit, e) => ({ logit, e })).toSorted((a, b) => b.logit - a.logit || a.e - b.e);
		const output = row.map((n) => (bug === 'residual-added' ? n : 0));
		for (const { logit, e } of order.slice(0, bug === 'choices-ignored' ? 1 : k)) {
			const place = taken[e] ?? 0;
			taken[e] = place + 1;
			if (place >= capacity && bug !== 'capacity-ignored') continue;
			const who = bug === 'one-expert-for-all' ? 0 : e;
			const inner = times(row, up, who * width * hidden, hidden).map((n) => (bug === 'no-activation' ? n : Math.max(0, n)));
			const answer = times(inner, down, who * width * hidden, width);
			for (const [j, n] of answer.entries()) output[j] = (output[j] ?? 0) + (Math.exp(logit) / whole) * n;
		}
		return output;
	});
	return tensorValue(rows.flat(), x.shape);
}
