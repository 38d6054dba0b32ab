/**
 * Errors in plain words: what a message of TypeScript, of tfjs or of a run says in one sentence, and one thing to look at. By pattern, from the message
 * alone; it knows nothing of labs, so it cannot say what a lab asks for. Null for what it does not know: a guess would send the learner the wrong way.
 */
import type { ErrorPattern } from './docs-error-pattern.ts';
import { RUNTIME_ERRORS } from './docs-errors-runtime.ts';
import { TYPE_ERRORS } from './docs-errors-types.ts';

export interface Explanation {
	/** What it means; a sentence. */
	readonly says: string;
	/** One thing to look at; a sentence. */
	readonly look: string;
}

/** What a run, a check or the console said. */
export function explainRunError(message: string): Explanation | null {
	return explain(RUNTIME_ERRORS, message);
}

/** A diagnostic of TypeScript, by its number; the text fills the sentence. */
export function explainTypeError(code: number, message: string): Explanation | null {
	return explain(TYPE_ERRORS[code] ?? [], message);
}

export function sayExplanation({ says, look }: Explanation): string {
	return `${says} ${look}`;
}

function explain(patterns: readonly ErrorPattern[], message: string): Explanation | null {
	for (const { pattern, says, look } of patterns) {
		const found = pattern.exec(message);
		if (found !== null) return { says: fill(says, found), look: fill(look, found) };
	}
	return null;
}

function fill(text: string, found: RegExpExecArray): string {
	return text.replaceAll(/\$(\d)/g, (_, at) => spaced(found[Number(at)] ?? ''));
}

/** tfjs writes shapes as 2,3. */
function spaced(caught: string): string {
	return /^[\d,]+$/.test(caught) ? caught.replaceAll(/,(?=\d)/g, ', ') : caught;
}
