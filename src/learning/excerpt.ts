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
	const lines = withoutNames(withoutWords(code.normalize('NFC')), names).split('\n');
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

/** Identifiers that hold one of the names, or a part of one, become `name`; what is read of the library or of `Math`, as `tf.max`, was named by others. */
function withoutNames(code: string, names: readonly string[]): string {
	const parts = new Set(names.flatMap(partsOf));
	const isNamed = (word: string): boolean => {
		const plain = withoutAccents(word);
		return (
			[...parts].some((part) => part.length >= LONG_NAME && plain.toLowerCase().includes(part)) ||
			piecesOf(plain).some((piece) => parts.has(piece))
		);
	};
	return code.replace(WORD, (word) => (isNamed(word) ? 'name' : word));
}

/** An identifier that is no member of tf or Math; as deep as the library goes, and no deeper, so that a long chain takes no time. */
const WORD =
	/(?<![\p{L}\p{M}\p{N}_$])(?<!(?<![.\p{L}\p{N}_$])(?:tf|Math)\.(?:[\p{L}_$][\p{L}\p{N}_$]*\.){0,3})[\p{L}_$][\p{L}\p{M}\p{N}_$]*/gu;
/** Where an identifier may be parted: a digit may be of the name, or only stand beside it, and so may a change of case. */
const JOINTS = [/[_$]+/u, /[_$\p{N}]+/u, /[_$]+|(?<=\P{Lu})(?=\p{Lu})/u, /[_$\p{N}]+|(?<=\P{Lu})(?=\p{Lu})|(?=\p{Lu}\p{Ll})/u];

function piecesOf(word: string): string[] {
	return JOINTS.flatMap((joint) => word.split(joint)).map((piece) => piece.toLowerCase());
}

/** "ada2" is looked for as it is and as "ada"; a single letter, and two beside a digit, say too little. */
function partsOf(name: string): string[] {
	const folded = [name, name.normalize('NFC').replaceAll(/[äöüÄÖÜ]/g, (letter) => `${letter}e`)].map((each) =>
		withoutAccents(each).toLowerCase(),
	);
	const parts = folded.flatMap((each) => each.split(/[^\p{L}\p{N}]+/u)).filter(({ length }) => length > 1);
	return [...parts, ...parts.flatMap((part) => part.split(/\p{N}+/u)).filter(({ length }) => length > 2)];
}

/** Letters that are no other letter with an accent, as a keyboard without them has them. */
const SPELT: Readonly<Record<string, string>> = {
	ø: 'o',
	Ø: 'O',
	ł: 'l',
	Ł: 'L',
	đ: 'd',
	Đ: 'D',
	ı: 'i',
	ß: 'ss',
	æ: 'ae',
	Æ: 'Ae',
	œ: 'oe',
	Œ: 'Oe',
};

function withoutAccents(text: string): string {
	return text
		.normalize('NFD')
		.replaceAll(/\p{M}/gu, '')
		.replaceAll(/[øØłŁđĐıßæÆœŒ]/g, (letter) => SPELT[letter] ?? letter);
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
