/**
 * What of a reply is code and what is words. Code is what stands in fences, in back-ticks, in indented blocks, and every other line that
 * reads like code; a diff counts with its new lines, listings without their numbers, tables without their bars.
 */
import { TOKEN } from '#learning/token-edits.ts';

export interface Parts {
	/** Lines of code, in order: of fences and blocks, loose ones, and long inline pieces. */
	readonly lines: readonly string[];
	/** All code in order, short inline pieces too. */
	readonly code: string;
	/** The rest, with inline names left in. */
	readonly prose: string;
}

/** Of a sentence in code. */
const LEAST_WORDS = 3;
const FENCE = /^\s*(?:```|~~~)/;
const INLINE = /(`+)([^`]+)\1/g;
/** What an inline piece must have to count as a line: less is a name, a shape or a call without a context. */
const INLINE_TOKENS = 9;
/** What still reads as a part of a sentence: a name, a shape, a short call. */
const LONGEST_NAME = 8;

export function splitParts(text: string): Parts {
	const lines: string[] = [];
	const code: string[] = [];
	const prose: string[] = [];
	let isFenced = false;
	for (const whole of layoutFree(text)) {
		if (FENCE.test(whole)) {
			const rest = whole.replace(/^\s*(?:```|~~~)/, '').replace(/(?:```|~~~)\s*$/, '');
			isFenced = !isFenced && !/(?:```|~~~)\s*$/.test(whole.trim().slice(3));
			// A fence may open with a language or, by way of disguise, with code.
			if (isCodeLine(rest)) {
				lines.push(rest);
				code.push(rest);
			}
			continue;
		}
		// A sentence with code in it is not code; what stands outside the ticks may be.
		if (isFenced || isCodeLine(whole.replaceAll(INLINE, ' '))) {
			if (/[\w)\]]/.test(whole) && !/^\s*(?:\/\/|#|\*)/.test(whole)) lines.push(whole);
			// Code that was commented out is code.
			else if (isCodeLine(whole.replace(/^\s*(?:\/\/|#|\*)+/, ''))) lines.push(whole.replace(/^\s*(?:\/\/|#|\*)+/, ''));
			code.push(whole.replace(/^\s*(?:\/\/|#)\s?(?=.*[=()])/, ''));
			continue;
		}
		for (const [, , piece = ''] of whole.matchAll(INLINE)) {
			code.push(piece);
			if (tokenCount(piece) >= INLINE_TOKENS && hasOperation(piece)) lines.push(piece);
		}
		const words = whole.replaceAll(INLINE, (_, _ticks: string, piece: string) => (tokenCount(piece) > LONGEST_NAME ? ' ' : piece));
		prose.push(words.replaceAll(/[`*_#>]|\/(?=[/*])|(?<=\*)\//g, '').trim());
	}
	return { lines, code: code.join('\n'), prose: prose.join('\n') };
}

/** Lines without what a listing, a diff, a quotation or a table puts around them. */
function layoutFree(text: string): string[] {
	const all = text.split(/\r\n?|[\n\u2028\u2029]/);
	const isNew = (line: string): boolean => /^\s*\+(?!\+)/.test(line);
	const news = all.filter(isNew).length;
	const said = all.filter((line) => line.trim() !== '' && !FENCE.test(line)).length;
	// With its old lines or a head, or new lines and hardly anything else.
	const isDiff = news > 0 && (all.some((line) => /^\s*(?:@@|[-+]{3} |-\s|diff )/.test(line)) || (news >= 3 && news > said / 2));
	const lines = all.flatMap((line) => {
		if (isDiff && /^\s*(?:-(?!\s*\d+\.)|@@|diff |index )/.test(line)) return [];
		const plain = isDiff ? line.replace(/^\s*\+\+?\+?/, '') : line;
		return [
			plain
				.replace(/^\s*(?:>\s?)+/, '')
				.replace(/^\s*(?:line\s*)?\d{1,3}\s*[:|)]\s?/i, '')
				.replace(/^\s*\|(.*)\|\s*$/, (_, cells: string) => cells.replaceAll(/\s\|\s/g, ' ').replaceAll('\\|', '|')),
		];
	});
	return joinedShort(lines);
}

/** Rows of one or two tokens are one line that was cut up. */
function joinedShort(lines: readonly string[]): string[] {
	const joined: string[] = [];
	let run: string[] = [];
	const flush = (): void => {
		if (run.length >= 6) joined.push(run.map((line) => line.replace(/^\s*(?:[-*]|\d+\.)\s+/, '').trim()).join(' '));
		else joined.push(...run);
		run = [];
	};
	for (const line of lines) {
		if (tokenCount(line.replace(/^\s*(?:[-*]|\d+\.)\s+/, '')) <= 2 && !FENCE.test(line)) run.push(line);
		else {
			flush();
			joined.push(line);
		}
	}
	flush();
	return joined;
}

export function tokenCount(text: string): number {
	return (text.match(/[\p{L}_$][\p{L}\p{N}_$]*|\d[\w.]*|[^\s\p{L}\p{N}]/gu) ?? []).length;
}

const KEYWORD_LINE =
	/^\s*(?:export\s+)?(?:async\s+)?(?:const|let|var|return|for|while|if|else|function|import|def|fn|class|elif|print|lambda|switch|case|mut|pub)\b.*[(){}=;:[\]]/;
/** No sentence begins like this, however many words follow. */
const STATEMENT = /^(?:export\s+)?(?:(?:for|while|if|switch)\s*\(.*\)|(?:const|let|var)\s+[\w$[{].*=|function\s+\w+\s*\(|def \w+\(|fn \w+)/;
const ASSIGNMENT = /^\s*(?:[\w$.[\]{}, ]+?)\s*(?::\s*[\w.<>[\]]+\s*)?(?:[-+*/%]?=|:=|<-)(?!=)\s*\S/;
const CALL = /[\w$)\]]\s*\.\s*[A-Za-z_$][\w$]*\s*\(|\b[A-Za-z_$][\w$]*\([^()\s]*[^()]*\)/;

/** Reads like a statement or an expression rather than like a sentence. */
export function isCodeLine(line: string): boolean {
	const text = line.trim();
	if (text.length < 4 || tokenCount(text) < 5) return /^\s*[\])}]+[;,)]*\s*$/.test(line) && text.length > 1;
	if (STATEMENT.test(text)) return true;
	const words = text.match(/(?<![\w.])[A-Za-z][a-z']*(?![\w(.=])/g) ?? [];
	const signs = text.match(/[(){}[\]=<>;+*/%&|.!?:,-]/g) ?? [];
	const isSentence = words.length >= 5 && words.length > signs.length * 0.9;
	if (isSentence) return false;
	if (KEYWORD_LINE.test(text)) return true;
	if (ASSIGNMENT.test(text) && hasOperation(text)) return true;
	if (/[;{]\s*$/.test(text) && hasOperation(text)) return true;
	if (CALL.test(text) && signs.length >= words.length) return true;
	return signs.length >= 6 && signs.length > words.length * 2 && hasOperation(text);
}

function hasOperation(text: string): boolean {
	const inner = text.replace(/^\[[^()=+*/]*\]$/, '');
	return /[\w)\]]\s*\(|[\w)\]]\s*(?:[-+*/%<>]|===?|!==?|\*\*|&&|\|\||\?\?)\s*[\w([]|=>|[^=!<>]=[^=]/.test(inner);
}

/** Sentences that code carries: its comments and what stands in its strings. A word or two in a string is a name. */
export function sentencesInCode(code: string): string {
	return (code.match(TOKEN) ?? [])
		.filter((token) => /^(?:\/[/*]|["'`])/.test(token))
		.map((token) => token.replaceAll(/^(?:\/\/+|\/\*+|["'`])|(?:\*\/|["'`])$/g, '').trim())
		.filter((words) => words.split(/\s+/).length >= LEAST_WORDS)
		.join('\n');
}
