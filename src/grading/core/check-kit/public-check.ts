/** What the public checks of a lab begin with: a pass, a failure that says the sentence of its diagnosis, and a check that everybody sees; beside it the check that is hidden. */
import type { Check, CheckContext, CheckOutcome } from '../check.ts';

export const PASS: CheckOutcome = { outcome: 'pass' };

export function publicCheck(id: string, title: string, points: number, run: (context: CheckContext) => Promise<CheckOutcome>): Check {
	return { id, title, visibility: 'public', points, run };
}

/** `run` judges at least twenty generated cases and gives one outcome. */
export function hiddenCheck(id: string, title: string, points: number, run: (context: CheckContext) => Promise<CheckOutcome>): Check {
	return { id, title, visibility: 'hidden', points, run };
}

/** Fails with a diagnosis: its sentence, and what was seen behind it. `textOf` gives the sentence. */
export function failWith(textOf: (diagnosis: string) => string): (diagnosis: string, detail?: string) => CheckOutcome {
	return (diagnosis, detail = '') => ({
		outcome: 'fail',
		diagnosis,
		message: `${textOf(diagnosis)}${detail === '' ? '' : ` ${detail}`}`,
	});
}
