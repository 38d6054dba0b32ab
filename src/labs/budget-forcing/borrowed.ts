/** Borrowed: another way to the same budgets, for a learner who has not passed the lab. */
import type { BudgetPoint } from 'gradus';

export function force(text: string, most: number): string {
	const whole = text.split('#')[0]?.match(/.{3}/g) ?? [];
	return [...whole.slice(0, most), '#'].join('');
}

export function predictAccuracy(needed: readonly number[], most: number, chance: number): number {
	const expected = needed.map((steps): number => (steps > most ? chance : 1));
	return expected.reduce((sum, each) => sum + each, 0) / expected.length;
}

export function cheapestBudget(measured: readonly BudgetPoint[], least: number): number | null {
	const enough = measured.filter(({ accuracy }) => accuracy >= least);
	return enough.toSorted((a, b) => a.tokens - b.tokens)[0]?.budget ?? null;
}
