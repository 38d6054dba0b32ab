/**
 * Lab 7.4: to think or not to think. Nothing is trained here: the model is given, and you decide which questions are worth a thought.
 */
import type { Way } from 'gradus';

/** How sure the model is of its answer, from 0 to 1. `logits` has a score for each possible answer. */
export function confidence(logits: readonly number[]): number {
	return Math.max(...logits);
}

/** true for each question that is thought about. */
export function route(confidences: readonly number[], _direct: number, _think: number, _budget: number): boolean[] {
	return confidences.map((sure) => sure < 0.5);
}

/** Accuracy of a coin at the same mean cost. A way is { tokens: 12, accuracy: 0.9 }. */
export function coinAccuracy(never: Way, always: Way, _tokens: number): number {
	return (never.accuracy + always.accuracy) / 2;
}
