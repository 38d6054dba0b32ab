/** The three functions once more, right and with one named bug at a time. Server only: a mutant is nearly the solution. */

export const CONFIDENCE_BUGS = ['raw-logit', 'too-large-for-exp', 'margin'];

const written = (value: number): string => value.toFixed(6);

/** As the harness writes it. */
export function confidenceOf(logits: readonly number[], bug: string | null = null): string {
	if (bug === 'raw-logit') return written(Math.max(...logits));
	const base = bug === 'too-large-for-exp' ? 0 : Math.max(...logits);
	const powers = logits.map((logit) => Math.exp(logit - base)).toSorted((a, b) => b - a);
	const sum = powers.reduce((a, b) => a + b, 0);
	const [first = 0, second = 0] = powers;
	return written((bug === 'margin' ? first - second : first) / sum);
}

export interface RouteInput {
	readonly confidences: readonly number[];
	readonly direct: number;
	readonly think: number;
	readonly budget: number;
}

export const ROUTE_BUGS = ['fixed-threshold', 'most-sure-first', 'in-order', 'over-budget', 'forgets-direct', 'thinks-instead'];

export function routeOf({ confidences, direct, think, budget }: RouteInput, bug: string | null = null): string {
	const letters = (thinks: (i: number) => boolean): string => confidences.map((_, i) => (thinks(i) ? 'T' : '.')).join('');
	if (bug === 'fixed-threshold') return letters((i) => (confidences[i] ?? 0) < 0.5);
	const left = (budget - (bug === 'forgets-direct' ? 0 : direct)) * confidences.length;
	const exact = left / (bug === 'thinks-instead' ? think - direct : think);
	const count = Math.max(0, bug === 'over-budget' ? Math.ceil(exact) : Math.floor(exact));
	const order = confidences.map((_, i) => i);
	const sure = (i: number): number => confidences[i] ?? 0;
	if (bug !== 'in-order') order.sort((a, b) => (bug === 'most-sure-first' ? sure(b) - sure(a) : sure(a) - sure(b)));
	const chosen = new Set(order.slice(0, count));
	return letters((i) => chosen.has(i));
}

/** Tokens, accuracy. */
export type WayPair = readonly [number, number];

export interface CoinInput {
	readonly never: WayPair;
	readonly always: WayPair;
	readonly tokens: number;
}

export const COIN_BUGS = ['always-the-mean', 'wrong-way-round', 'share-of-always', 'not-clipped'];

export function coinOf({ never, always, tokens }: CoinInput, bug: string | null = null): string {
	if (bug === 'always-the-mean') return written((never[1] + always[1]) / 2);
	const share = bug === 'share-of-always' ? tokens / always[0] : (tokens - never[0]) / (always[0] - never[0]);
	const clipped = bug === 'not-clipped' ? share : Math.min(1, Math.max(0, share));
	const [from, to] = bug === 'wrong-way-round' ? [always, never] : [never, always];
	return written(from[1] + clipped * (to[1] - from[1]));
}
