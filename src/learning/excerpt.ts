/**
 * A few lines of submitted code that say nothing of their writer: comments and the insides of strings are taken out, where a name would stand, and so
 * are names of those who wrote it. Around a line where one is known, else where the code first differs from what everybody began with.
 */
import type { Excerpt } from '#contract/progress.ts';

/** Lines of an excerpt, and columns of a line. */
export const EXCERPT_LINES = 5;
export const EXCERPT_COLUMNS = 72;

/** What is open at the end of a line, or of the file, ends there: rather too little of the code is shown than a name. */
const HIDDEN = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|`(?:\\[\s\S]|[^`\\])*`?|"(?:\\[\s\S]|[^"\\\n])*["\\]?|'(?:\\[\s\S]|[^'\\\n])*['\\]?/g;
/** A part of a name that is at least so long is found within a word too; a shorter one, as "Max", only where it is a word of an identifier. */
const LONG_NAME = 5;

/** `start`: the code that everybody began with. `names`: of whoever may have written it, none of which is shown. Null where nothing is left to show. */
export function excerptOf(
	code: string,
	{ line, start, names }: { readonly line: number | null; readonly start: string; readonly names: readonly string[] },
): Excerpt | null {
	const lines = withoutNames(withoutWords(code), names).split('\n');
	const about = line !== null && (lines[line - 1] ?? '').trim() !== '' ? line : null;
	const from =
		about === null ? firstOwnLine(lines, withoutWords(start).split('\n')) : Math.max(0, about - 1 - Math.floor(EXCERPT_LINES / 2));
	if (from === null) return null;
	const shown = lines.slice(from, from + EXCERPT_LINES);
	const skipped = shown.findIndex((each) => each.trim() !== '');
	if (skipped < 0) return null;
	const last = shown.findLastIndex((each) => each.trim() !== '');
	return { from: from + skipped + 1, line: about, lines: toMargin(shown.slice(skipped, last + 1)) };
}

/** The same lines without comments, and strings with nothing in them. */
export function withoutWords(code: string): string {
	return code.replaceAll('\r\n', '\n').replace(HIDDEN, (text) => {
		const breaks = text.replaceAll(/[^\n]/g, '');
		return text.startsWith('/') ? breaks : `${text[0]}…${text[0]}${breaks}`;
	});
}

/** Identifiers that hold one of the names, or a part of one, become `name`; what is read of something else, as `tf.max`, was named by others. */
function withoutNames(code: string, names: readonly string[]): string {
	const parts = names.flatMap((name) => name.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter(({ length }) => length > 1);
	const isNamed = (word: string): boolean => {
		const segments = new Set(word.split(/[_$]|(?<=[^\p{Lu}])(?=\p{Lu})/u).map((each) => each.toLowerCase()));
		return parts.some((part) => segments.has(part) || (part.length >= LONG_NAME && word.toLowerCase().includes(part)));
	};
	return code.replace(/(?<![.\p{L}\p{N}_$])[\p{L}_$][\p{L}\p{N}_$]*/gu, (word) => (isNamed(word) ? 'name' : word));
}

/** Index of the first line that is not among those of the start; null: there is none. */
function firstOwnLine(lines: readonly string[], start: readonly string[]): number | null {
	const known = new Set(start.map((each) => each.trim()));
	const at = lines.findIndex((each) => each.trim() !== '' && !known.has(each.trim()));
	return at < 0 ? null : at;
}

function toMargin(lines: readonly string[]): string[] {
	const spaced = lines.map((each) => each.replaceAll('\t', '  ').trimEnd());
	const margin = Math.min(...spaced.filter((each) => each !== '').map((each) => each.length - each.trimStart().length));
	return spaced.map((each) => {
		const text = each.slice(margin);
		return text.length > EXCERPT_COLUMNS ? `${text.slice(0, EXCERPT_COLUMNS - 1)}…` : text;
	});
}
