/** Runs in the learner's realm, around their functions. Holds no expected value: whatever it knows, learner code could read. */
import type { Way } from 'gradus';

interface Learner {
	confidence(logits: readonly number[]): number;
	route(confidences: readonly number[], direct: number, think: number, budget: number): boolean[];
	coinAccuracy(never: Way, always: Way, tokens: number): number;
}

/** As text: NaN does not travel as data. */
const written = (value: number): string => Number(value).toFixed(6);

export function confidences(learner: Learner, cases: readonly (readonly number[])[]): string[] {
	return cases.map((logits) => written(learner.confidence(logits)));
}

/** One letter for each question: T thinks, a dot does not. */
export function routes(learner: Learner, cases: readonly (readonly [readonly number[], number, number, number])[]): string[] {
	return cases.map((each) => Array.from(learner.route(...each), (thinks) => (thinks ? 'T' : '.')).join(''));
}

/** A way travels as [tokens, accuracy]. */
export function coins(
	learner: Learner,
	cases: readonly (readonly [readonly [number, number], readonly [number, number], number])[],
): string[] {
	const way = ([tokens, accuracy]: readonly [number, number]): Way => ({ tokens, accuracy });
	return cases.map(([never, always, tokens]) => written(learner.coinAccuracy(way(never), way(always), tokens)));
}
