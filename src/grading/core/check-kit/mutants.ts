/**
 * Names the bug exactly: a mutant is the reference with one mistake in it, and an output that equals a mutant's has that mistake.
 * For hidden checks only; a mutant is nearly the solution.
 */
import type { TensorValue } from '#contract/value.ts';
import { FORWARD, firstDifference, type Tolerance } from './numbers.ts';

export interface Mutant {
	readonly diagnosis: string;
	/** What this mistake gives for the input at hand. NaN matches NaN. */
	readonly output: () => TensorValue;
}

/** The diagnosis of the one mutant that gave the same numbers; null when none did or when two with different names did. */
export function matchesMutant(got: TensorValue, mutants: readonly Mutant[], tolerance: Tolerance = FORWARD): string | null {
	const names = new Set(mutants.filter((mutant) => isSame(got, mutant.output(), tolerance)).map((mutant) => mutant.diagnosis));
	const [name] = names;
	return names.size === 1 && name !== undefined ? name : null;
}

function isSame(got: TensorValue, output: TensorValue, tolerance: Tolerance): boolean {
	if (got.shape.join() !== output.shape.join()) return false;
	const numbers = (value: TensorValue) => ({ ...value, data: value.data.map((n) => (Number.isNaN(n) ? 1e30 : n)) });
	return firstDifference(numbers(got), numbers(output), tolerance) === null;
}
