// diagnosis: always-the-mean
import type { Way } from 'gradus';

/** The share of the most probable answer: the largest number of the softmax. */
export function confidence(logits: readonly number[]): number {
	const largest = Math.max(...logits);
	const sum = logits.reduce((total, logit) => total + Math.exp(logit - largest), 0);
	return 1 / sum; // exp(largest − largest) over the sum
}

/**
 * Which questions are thought about. All are answered at once first, at `direct` tokens each; a thought costs `think` more.
 * The least sure go first, of equals the earlier one; the mean cost stays within `budget`.
 */
export function route(confidences: readonly number[], direct: number, think: number, budget: number): boolean[] {
	const count = confidences.length;
	const affordable = Math.floor(((budget - direct) * count) / think);
	const order = confidences.map((_, i) => i).toSorted((a, b) => (confidences[a] ?? 0) - (confidences[b] ?? 0));
	const chosen = new Set(order.slice(0, Math.max(0, affordable)));
	return confidences.map((_, i) => chosen.has(i));
}

/** Accuracy of a coin that thinks about a share of the questions, at a mean cost of `tokens`: on the line between the two ways. */
export function coinAccuracy(never: Way, always: Way, _tokens: number): number {
	return (never.accuracy + always.accuracy) / 2;
}
