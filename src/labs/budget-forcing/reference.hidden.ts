/** The three functions once more, right and with one named bug at a time. Server only: a mutant is nearly the solution. */

export interface ForceInput {
	readonly thought: string;
	readonly budget: number;
}

export const FORCE_BUGS = [
	'not-started',
	'no-mark',
	'two-marks',
	'tokens-not-steps',
	'half-step',
	'ignores-budget',
	'one-step-more',
	'keeps-answer',
];

export function forceOf({ thought, budget }: ForceInput, bug: string | null = null): string {
	if (bug === 'not-started') return thought;
	const written = thought.split('#')[0] ?? '';
	const isEnded = thought.includes('#');
	const allowed = bug === 'ignores-budget' ? thought.length : budget + (bug === 'one-step-more' ? 1 : 0);
	const whole = bug === 'half-step' ? written.length : Math.floor(written.length / 3) * 3;
	const kept = written.slice(0, Math.min(whole, bug === 'tokens-not-steps' ? allowed : allowed * 3));
	if (bug === 'keeps-answer' && isEnded && kept === written) return thought;
	const mark = bug === 'no-mark' ? '' : bug === 'two-marks' && isEnded && kept === written ? '##' : '#';
	return kept + mark;
}

export interface PredictInput {
	readonly lengths: readonly number[];
	readonly budget: number;
	readonly guess: number;
}

export const PREDICT_BUGS = ['exact-fit-fails', 'no-guess', 'guess-for-all', 'share-of-steps'];

/** As the harness writes it. */
export function predictionOf({ lengths, budget, guess }: PredictInput, bug: string | null = null): string {
	const each = lengths.map((length) => {
		if (bug === 'share-of-steps') return Math.min(1, budget / length);
		const fits = bug === 'exact-fit-fails' ? length < budget : length <= budget;
		if (bug === 'guess-for-all') return (fits ? 1 : 0) + guess;
		return fits ? 1 : bug === 'no-guess' ? 0 : guess;
	});
	return (each.reduce((sum, value) => sum + value, 0) / each.length).toFixed(6);
}

/** Budget, tokens, accuracy. */
export type Point = readonly [number, number, number];

export interface ChoiceInput {
	readonly points: readonly Point[];
	readonly goal: number;
}

export const CHOICE_BUGS = ['first-in-list', 'best-accuracy', 'ignores-goal', 'strictly-above'];

export function choiceOf({ points, goal }: ChoiceInput, bug: string | null = null): number | null {
	const reaches = ([, , accuracy]: Point): boolean =>
		bug === 'ignores-goal' || (bug === 'strictly-above' ? accuracy > goal : accuracy >= goal);
	const enough = points.filter(reaches);
	if (bug === 'first-in-list') return enough[0]?.[0] ?? null;
	const byTokens = enough.toSorted((a, b) => (bug === 'best-accuracy' ? b[2] - a[2] : a[1] - b[1]));
	return byTokens[0]?.[0] ?? null;
}
