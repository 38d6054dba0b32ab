/** What a solution commits to, by its characters, right and with one named bug at a time. Server only: a mutant is nearly the solution. */

export type Bug =
	| 'several-answers'
	| 'unfinished-counts'
	| 'tail-ignored'
	| 'coerces-text'
	| 'empty-is-zero'
	| 'digit-count'
	| 'zero-is-nothing';

/** Each bug in the forms that people give it. */
export const BUGS: Readonly<Record<Bug, readonly ((solution: string) => number | null)[]>> = {
	'several-answers': [
		(solution) => numberIn(/#([0-9]{1,6})\.$/.exec(solution)),
		(solution) => numberIn(/^[^#]*#([0-9]{1,6})\.(?:#.*)?$/.exec(solution)),
	],
	'unfinished-counts': [(solution) => numberIn(/^[^#]*#([0-9]{1,6})\.?$/.exec(solution))],
	'tail-ignored': [(solution) => numberIn(/^[^#]*#([0-9]{1,6})\.[^#]*$/.exec(solution))],
	'coerces-text': [
		(solution) => coerced(solution, (text) => Number(text || 'none')),
		(solution) => coerced(solution, (text) => Number.parseInt(text, 10)),
		(solution) => coerced(solution, Number),
	],
	'empty-is-zero': [(solution) => numberIn(/^[^#]*#([0-9]{0,6})\.$/.exec(solution))],
	'digit-count': [
		(solution) => numberIn(/^[^#]*#([0-9]+)\.$/.exec(solution)),
		(solution) => numberIn(/^[^#]*#([0-9]{1,4})\.$/.exec(solution)),
		(solution) => numberIn(/^[^#]*#([0-9]{4})\.$/.exec(solution)),
	],
	'zero-is-nothing': [(solution) => commitment(solution) || null],
};

export function commitment(solution: string): number | null {
	return numberIn(/^[^#]*#([0-9]{1,6})\.$/.exec(solution));
}

function numberIn(found: RegExpExecArray | null): number | null {
	return found === null ? null : Number(found[1]);
}

/** Between the only '#' and the last full stop. */
function answerText(solution: string): string {
	return /^[^#]*#([^#]*)\.$/.exec(solution)?.[1] ?? '';
}

/** What is all digits is read rightly: their count is another matter. */
function coerced(solution: string, read: (text: string) => number): number | null {
	const text = answerText(solution);
	if (/^[0-9]+$/.test(text)) return commitment(solution);
	const value = read(text);
	return Number.isFinite(value) ? value : null;
}
