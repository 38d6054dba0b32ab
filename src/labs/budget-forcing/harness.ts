/** Runs in the learner's realm, around their functions. Holds no expected value: whatever it knows, learner code could read. */
import type { BudgetPoint } from 'gradus';

interface Learner {
	force(thought: string, budget: number): string;
	predictAccuracy(lengths: readonly number[], budget: number, guess: number): number;
	cheapestBudget(points: readonly BudgetPoint[], goal: number): number | null;
}

export function forced(learner: Learner, cases: readonly (readonly [string, number])[]): string[] {
	return cases.map(([thought, budget]) => String(learner.force(thought, budget)));
}

/** As text: NaN does not travel as data. */
export function predicted(learner: Learner, cases: readonly (readonly [readonly number[], number, number])[]): string[] {
	return cases.map((each) => Number(learner.predictAccuracy(...each)).toFixed(6));
}

/** A point travels as [budget, tokens, accuracy]. */
export function chosen(
	learner: Learner,
	cases: readonly (readonly [readonly (readonly [number, number, number])[], number])[],
): (number | null)[] {
	return cases.map(([points, goal]) => {
		const records = points.map(([budget, tokens, accuracy]) => ({ budget, tokens, accuracy }));
		return learner.cheapestBudget(records, goal) ?? null;
	});
}
