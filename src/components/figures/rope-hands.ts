/** The figure of lesson 2.3: a query and a key as clock hands that turn with their positions, and the score that is left of it. Pure. */

export interface HandsState {
	/** Position of the query. */
	readonly position: number;
	/** How many places before it the key stands. */
	readonly distance: number;
	readonly base: number;
}

/** Pairs of dimensions of a head of width 8. */
export const PAIRS = 4;
export const BASES = [100, 10_000, 500_000] as const;
export const LAST_POSITION = 63;
export const HANDS_START: HandsState = { position: 12, distance: 3, base: 10_000 };

/** Radians per position, pair by pair (Su et al. 2021). */
export function speedsOf(base: number): number[] {
	return Array.from({ length: PAIRS }, (_, pair) => base ** (-pair / PAIRS));
}

/** The key cannot stand before the first position. */
export function withinText({ position, distance, base }: HandsState): HandsState {
	return { position, distance: Math.min(distance, position), base };
}

/** Score of a query and a key that are equal before they are turned, all pairs of length 1: between −4 and 4. */
export function scoreAt(distance: number, base: number): number {
	return speedsOf(base).reduce((sum, speed) => sum + Math.cos(distance * speed), 0);
}
