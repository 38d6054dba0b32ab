/**
 * Lab 7.2, second half, the reference: end a thought when its budget is spent, foretell what that costs, choose a budget.
 */
import type { BudgetPoint } from 'gradus';

const STEP = 3; // tokens of one step: sign, digit, value

/** What the model goes on from: at most `budget` whole steps, then the mark. `+52*36-24` with a budget of 2 → `+52*36#`. */
export function force(thought: string, budget: number): string {
	const mark = thought.indexOf('#');
	const written = mark < 0 ? thought : thought.slice(0, mark);
	const steps = Math.min(budget, Math.floor(written.length / STEP));
	return `${written.slice(0, steps * STEP)}#`;
}

/** Accuracy to expect: problems that fit the budget are right, of the others the share `guess`. `lengths`: steps that each needs. */
export function predictAccuracy(lengths: readonly number[], budget: number, guess: number): number {
	const fits = lengths.filter((length) => length <= budget).length / lengths.length;
	return fits + (1 - fits) * guess;
}

/** The budget with the fewest tokens that reaches the goal, or null. */
export function cheapestBudget(points: readonly BudgetPoint[], goal: number): number | null {
	let best: BudgetPoint | null = null;
	for (const point of points) {
		if (point.accuracy >= goal && (best === null || point.tokens < best.tokens)) best = point;
	}
	return best === null ? null : best.budget;
}
