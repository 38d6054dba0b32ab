/**
 * Lab 6.1: what is a solution worth? First a text that cheats the weak reward, then a reward that it does not cheat.
 */

/** One text that `weakReward` pays for every sum of two numbers from 100 to 999. */
export function exploit(): string {
	return '#0632.';
}

/** The number that a solution commits to: `#`, one to six digits, a full stop, the end. Else null. */
export function parseAnswer(solution: string): number | null {
	return Number(solution);
}

/** 1 for a solution that commits to a + b, else 0. */
export function verify(a: number, b: number, solution: string): number {
	return solution.includes(String(a + b)) ? 1 : 0;
}
