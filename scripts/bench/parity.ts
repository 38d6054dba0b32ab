/** Are an engine's losses those of the reference? Within 1 % at every step that both have. */

export const TOLERANCE = 0.01;

export interface Parity {
	/** `void`: the adapter lacks what the engine needs, and its numbers mean nothing. */
	readonly verdict: 'agrees' | 'differs' | 'void' | 'no reference';
	/** Losses compared. */
	readonly steps: number;
	/** Largest relative difference; null where nothing was compared. */
	readonly worst: number | null;
}

export function compareLosses(losses: readonly number[], reference: readonly number[], isVoid: boolean): Parity {
	const steps = Math.min(losses.length, reference.length);
	if (isVoid) return { verdict: 'void', steps: 0, worst: null };
	if (steps === 0) return { verdict: 'no reference', steps, worst: null };
	const differences = reference.slice(0, steps).map((want, i) => Math.abs((losses[i] ?? Number.NaN) - want) / Math.abs(want));
	const worst = Math.max(...differences);
	// A loss that is not a number makes the largest difference one too.
	return { verdict: worst <= TOLERANCE ? 'agrees' : 'differs', steps, worst: Number.isNaN(worst) ? null : worst };
}
