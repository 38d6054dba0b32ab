/**
 * When the loss of a training run is a sign of something, in one place for whoever reads losses: the detectors of the lab page, which say what they
 * see, and the checks that judge a run. Losses in nats.
 */

/** Chance puts an honest model this many standard errors below the floor about once in 700 looks. */
export const LEAK_ERRORS = 3;
/** As a share of ln(vocabulary): this near to it a model knows nothing, and this far below it something was learned. */
export const [NEAR_CHANCE, BETTER_THAN_CHANCE] = [0.1, 0.97] as const;

/** How many standard errors a loss lies below the floor; negative above it. */
export function errorsBelow(loss: number, floor: number, standardError: number): number {
	return (floor - loss) / Math.max(standardError, 1e-6);
}

/** Never clearly below the loss of knowing nothing, and still beside it. */
export function isStuckAtChance(best: number, now: number, chance: number): boolean {
	return best >= BETTER_THAN_CHANCE * chance && Math.abs(now / chance - 1) <= NEAR_CHANCE;
}
