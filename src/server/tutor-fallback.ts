/**
 * What a learner gets when no checked answer came: the prepared hint of the level they agreed to, never a bare refusal. A question
 * about tools, and level 0, are free, so they never end in a hint that has a price: they get what the page can answer by itself.
 */
import type { Lab } from '#contract/lab.ts';
import { RUNGS, type Rung, readLadder } from '#tutor/authored-ladder.ts';

export interface Prepared {
	readonly text: string;
	/** The rung that was shown; null for what is free. */
	readonly rung: Rung | null;
}

export function prepareHint(lab: Lab, level: number, verdictMessage: string | null): Prepared {
	const rung = RUNGS.findLast((each) => each <= level);
	if (rung === undefined) return { text: freeHelp(lab, verdictMessage), rung: null };
	return { text: readLadder(lab.id)[rung - 1] ?? '', rung };
}

function freeHelp(lab: Lab, verdictMessage: string | null): string {
	const lines = [
		verdictMessage === null ? null : `- Your last verdict says: ${quote(verdictMessage)}`,
		'- Run checks in the editor: each failing check says what it saw, and where.',
		'- Point at a name in the editor for its type and documentation, or search the documentation from there; both work without the tutor.',
		`- The tab Lesson has the text and the figures of lesson ${lab.lesson}.`,
		'- The ladder above says which hint is open, and what it costs.',
	];
	return `What is free here, at any time:\n\n${lines.filter((line) => line !== null).join('\n')}`;
}

/** A message may carry a learner's own output: as code, so that nothing in it is read as markup. */
function quote(text: string): string {
	return `\`${text.replaceAll('`', "'").replace(/\s+/g, ' ').slice(0, 300)}\``;
}
