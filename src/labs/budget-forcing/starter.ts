/**
 * Lab 7.2, second half: a budget for thinking. Nothing is trained here: the model is given, and you decide when it must answer.
 */
import type { BudgetPoint } from 'gradus';

/** What the model goes on from, when it may think for `budget` steps. A step has three tokens; `#` ends the thinking. */
export function force(thought: string, _budget: number): string {
	return thought;
}

/** The accuracy to expect. `lengths` says how many steps each problem needs; `guess` is the accuracy of an answer without them. */
export function predictAccuracy(_lengths: readonly number[], _budget: number, guess: number): number {
	return guess;
}

/** The cheapest budget whose accuracy reaches the goal. A point is { budget: 2, tokens: 9.5, accuracy: 0.6 }. */
export function cheapestBudget(points: readonly BudgetPoint[], _goal: number): number | null {
	return points[0]?.budget ?? null;
}
