/** What the two deepest rungs ask of the reader: the step of rung 4 as lines to put in order, and the why-question after the solution of rung 5. */
import { LEAST_PIECES, type ParsonsProblem } from '#learning/parsons.ts';
import { parsonsOf } from '#learning/parsons-pieces.ts';
import { readLadder, readRung } from './authored-ladder.ts';

const WHY = '<p><strong>Why?</strong>';

/** The longest step of rung 4, or null when it has too few lines to be an exercise. */
export function readStep(labId: string): ParsonsProblem | null {
	const ladder = readLadder(labId);
	const solution = codeOf(ladder[4] ?? '').join('\n');
	const [longest] = codeOf(ladder[3] ?? '')
		.map((code) => parsonsOf(code, { solution }))
		.sort((a, b) => b.pieces.length - a.pieces.length);
	return longest && longest.pieces.length >= LEAST_PIECES ? longest : null;
}

/** Rung 5 as HTML, and apart from it the question, "" when its author wrote none. */
export function readSolution(labId: string): { readonly solution: string; readonly why: string } {
	const html = readRung(labId, 5);
	const at = html.lastIndexOf(WHY);
	return at < 0 ? { solution: html, why: '' } : { solution: html.slice(0, at), why: html.slice(at) };
}

/** Fenced blocks, without their fences. */
function codeOf(markdown: string): string[] {
	return [...markdown.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].map(([, code = '']) => code);
}
