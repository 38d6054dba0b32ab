/** Runs in the learner's realm, around their functions. Holds no expected value: whatever it knows, learner code could read. */

interface Learner {
	readonly exploit: () => string;
	readonly parseAnswer: (solution: string) => number | null;
	readonly verify: (a: number, b: number, solution: string) => number;
}

/** What each text commits to. NaN becomes the word, since plain data has no such number. */
export function parseMany(learner: Learner, solutions: readonly string[]): (number | string | null)[] {
	return solutions.map((solution) => plain(learner.parseAnswer(solution)));
}

/** The reward of each [a, b, solution]. */
export function verifyMany(learner: Learner, cases: readonly (readonly [number, number, string])[]): (number | string | null)[] {
	return cases.map(([a, b, solution]) => plain(learner.verify(a, b, solution)));
}

/** The learner's exploit, and what their own reward pays for it on each problem. */
export function cheat(
	learner: Learner,
	problems: readonly (readonly [number, number])[],
): { text: string; rewards: (number | string | null)[] } {
	const text = learner.exploit();
	return { text, rewards: problems.map(([a, b]) => plain(learner.verify(a, b, text))) };
}

function plain(value: unknown): number | string | null {
	if (value === null) return null;
	return typeof value === 'number' && Number.isFinite(value) ? value : String(value);
}
