/**
 * Router, coin and oracle over measured questions, for any share of easy ones: the numbers of the figure in lesson 7.4. Questions are weighted, so
 * that a mix can be chosen after they were asked.
 */
import type { LinePlot } from './line-plot.ts';

/** Operations, confidence of the answer at once, whether it was right, whether the thought's was, tokens of the thought. */
export type Question = readonly [number, number, number, number, number];

export interface Way {
	readonly tokens: number;
	readonly accuracy: number;
}

export interface Frontier {
	readonly never: Way;
	readonly always: Way;
	readonly oracle: Way;
	readonly router: readonly Way[];
}

/** Tokens of an answer at once: `#`, the digit, `.`. */
const DIRECT = 3;
const POINTS = 25;

/** Weights that sum to 1: `easy` for questions of one operation, the rest for the others. */
function weightsOf(questions: readonly Question[], easy: number): number[] {
	const easyCount = questions.filter(([operations]) => operations === 1).length;
	return questions.map(([operations]) => (operations === 1 ? easy / easyCount : (1 - easy) / (questions.length - easyCount)));
}

/** `extra`: tokens that every thought costs in addition, whatever the question; what a model costs that thinks at length about everything. */
export function frontierOf(measured: readonly Question[], easy: number, extra = 0): Frontier {
	const questions = measured.map(
		([operations, confidence, direct, think, tokens]): Question => [operations, confidence, direct, think, tokens + extra],
	);
	const weights = weightsOf(questions, easy);
	const sum = (of: (question: Question) => number): number =>
		questions.reduce((total, question, i) => total + of(question) * (weights[i] ?? 0), 0);
	const never = { tokens: DIRECT, accuracy: sum(([, , direct]) => direct) };
	const always = { tokens: sum(([, , , , tokens]) => tokens), accuracy: sum(([, , , think]) => think) };
	const oracle = {
		tokens: sum(([, , direct, , tokens]) => (direct === 1 ? DIRECT : tokens)),
		accuracy: sum(([, , direct, think]) => Math.max(direct, think)),
	};
	const router = Array.from({ length: POINTS }, (_, i) => routed(questions, weights, i / (POINTS - 1)));
	return { never, always, oracle, router };
}

/** The share of questions that is thought about, the least sure first; the last one in part. */
function routed(questions: readonly Question[], weights: readonly number[], share: number): Way {
	const order = questions.map((_, i) => i).toSorted((a, b) => (questions[a]?.[1] ?? 0) - (questions[b]?.[1] ?? 0));
	let [left, tokens, accuracy] = [share, DIRECT, 0];
	for (const i of order) {
		const [, , direct, think, cost] = questions[i] ?? [0, 0, 0, 0, 0];
		const weight = weights[i] ?? 0;
		const part = weight === 0 ? 0 : Math.min(1, Math.max(0, left) / weight);
		left -= weight;
		tokens += weight * part * cost;
		accuracy += weight * (part * think + (1 - part) * direct);
	}
	return { tokens, accuracy };
}

/** Accuracy at a mean cost, on the line through the points of the router. */
export function routerAt(router: readonly Way[], tokens: number): number {
	const next = router.findIndex((way) => way.tokens >= tokens);
	if (next <= 0) return (next === 0 ? router[0] : router.at(-1))?.accuracy ?? 0;
	return between(router[next - 1], router[next], tokens);
}

export function coinAt({ never, always }: Frontier, tokens: number): number {
	return between(never, always, tokens);
}

function between(from: Way | undefined, to: Way | undefined, tokens: number): number {
	if (from === undefined || to === undefined) return 0;
	const share = Math.min(1, Math.max(0, (tokens - from.tokens) / Math.max(1e-9, to.tokens - from.tokens)));
	return from.accuracy + share * (to.accuracy - from.accuracy);
}

export function frontierPlot(frontier: Frontier, budget: number): LinePlot {
	const { never, always, oracle, router } = frontier;
	const points = (ways: readonly Way[]) => ways.map(({ tokens, accuracy }) => ({ x: tokens, y: accuracy }));
	return {
		x: 'tokens a question',
		y: 'share answered right',
		xTicks: [0, 1, 2, 3, 4, 5].map((part) => part * Math.max(5, 5 * Math.ceil((DIRECT + always.tokens) / 25))),
		at: budget,
		series: [
			{ name: 'router by confidence', mark: 1, points: points(router) },
			{ name: 'coin', mark: 2, points: points([never, always]) },
			{ name: 'never and always', mark: 2, isDots: true, points: points([never, always]) },
			{ name: 'oracle', mark: 3, isDots: true, points: points([oracle]) },
		],
	};
}

export function frontierText(frontier: Frontier, budget: number): string {
	const { never, always, oracle, router } = frontier;
	const [mine, coin] = [routerAt(router, budget), coinAt(frontier, budget)];
	const difference = mine - coin;
	const verdict =
		Math.abs(difference) < 0.005
			? 'as often as'
			: `${Math.abs(difference).toFixed(2)} ${difference > 0 ? 'more often than' : 'less often than'}`;
	const ends = `Never thinking: ${never.accuracy.toFixed(2)} for ${never.tokens} tokens. Always: ${always.accuracy.toFixed(2)} for ${always.tokens.toFixed(1)}. An oracle: ${oracle.accuracy.toFixed(2)} for ${oracle.tokens.toFixed(1)}.`;
	return `<p>With ${budget.toFixed(0)} tokens a question the router is right in ${mine.toFixed(2)} of all cases, ${verdict} the coin.</p><p>${ends}</p>`;
}
