/** One sentence for each diagnosis: what was seen, never the fix. Shared by the public and the hidden checks. */
export const TEXTS: Readonly<Record<string, string>> = {
	'not-started': 'The thought comes back as it was: nothing ends it.',
	'no-mark': 'The thought is cut, and no # follows: the model would go on thinking.',
	'two-marks': 'A thought that had ended by itself gets a second #.',
	'tokens-not-steps': 'The budget is counted in tokens. A step has three of them.',
	'half-step': 'A step that was not finished is kept: the mark would stand where a value belongs.',
	'ignores-budget': 'The budget changes nothing: every thought keeps all its steps.',
	'one-step-more': 'One step too many is kept.',
	'keeps-answer': 'The answer that the model had written stays behind the mark.',
	'wrong-force': 'The text that the model goes on from is another one.',
	'exact-fit-fails': 'A problem that needs exactly the budget counts as one that does not fit.',
	'no-guess': 'Problems that do not fit count as wrong, always.',
	'guess-for-all': 'The guess is added for problems that fit, too: the accuracy can pass 1.',
	'share-of-steps': 'A problem whose budget is half of what it needs counts as half right.',
	'wrong-prediction': 'The predicted accuracy is another one.',
	'first-in-list': 'The first point that reaches the goal is taken, though a later one costs less.',
	'best-accuracy': 'The point with the highest accuracy is taken, whatever it costs.',
	'ignores-goal': 'The cheapest point is taken although it misses the goal.',
	'strictly-above': 'A point that reaches the goal exactly is passed over.',
	'wrong-choice': 'Another budget reaches the goal with fewer tokens.',
};

export function textOf(diagnosis: string): string {
	return TEXTS[diagnosis] ?? diagnosis;
}
