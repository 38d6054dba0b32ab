/**
 * Cuts code into what can be completed from it: statements of a few lines, and whole functions with what they stand on.
 * By brackets and line ends, without a parser: code that it cannot follow yields nothing, never something wrong.
 */
import { COMPLETION_LINES, type WrittenBlock } from '#contract/automation.ts';
import { TOKEN } from './token-edits.ts';

export interface Piece {
	readonly names: readonly string[];
	readonly lines: readonly string[];
}

interface Line {
	readonly text: string;
	/** Open brackets before and behind it. */
	readonly from: number;
	readonly to: number;
	readonly first: string;
	readonly last: string;
	/** Its own comment, on a line with nothing else. */
	readonly comment: string | null;
	/** Begins within a comment or a template. */
	readonly isInside: boolean;
}

/** A statement that begins with one of these ends the one before it, also without a semicolon. */
const BEGINS = /^(?:const|let|var|return|if|for|while|do|switch|throw|try|function|class|interface|type|export|import|break|continue)$/;
const NAME = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;
/** A statement below this says nothing that is worth completing. */
const LEAST_TOKENS = 6;
const DECLARED =
	/^(?:export\s+)?(?:async\s+)?(?:(?:const|let|var|function|class|interface|type)\s+)(?:([\p{L}_$][\p{L}\p{N}_$]*)|[[{]([^\]}]*)[\]}])/u;

/** Statements inside functions, outer ones before what they hold, and short functions as a whole. */
export function cutPieces(code: string): Piece[] {
	const lines = readLines(code);
	const pieces: Piece[] = [];
	collect(lines, 0, lines.length, unitOf(code), pieces);
	const seen = new Set<string>();
	return pieces.filter(({ lines: text }) => !seen.has(text.join('\n')) && seen.add(text.join('\n')));
}

/** Each exported function with the declarations of its file that it uses, directly or not. */
export function cutBlocks(code: string): Omit<WrittenBlock, 'skill' | 'from'>[] {
	const lines = readLines(code);
	const imported = new Set(importedNames(code));
	const declared = declarations(lines, unitOf(code));
	return declared
		.filter(({ isExported, text }) => isExported && /^(?:export\s+)(?:async\s+)?function\b/m.test(text))
		.map((wanted) => {
			const used = new Set([wanted]);
			// A set that grows while it is walked: each declaration brings those that it names.
			for (const each of used) for (const other of declared) if (other.names.some((name) => each.words.has(name))) used.add(other);
			const parts = declared.filter((each) => used.has(each));
			return {
				name: wanted.names[0] ?? '',
				parts: parts.map(({ names, text }) => ({ name: names[0] ?? '', code: text.replace(/^export\s+/m, '') })),
				needs: [...imported].filter((name) => parts.some(({ words }) => words.has(name))),
			};
		});
}

interface Declaration {
	readonly names: readonly string[];
	readonly text: string;
	readonly words: ReadonlySet<string>;
	readonly isExported: boolean;
}

function declarations(lines: readonly Line[], unit: string): Declaration[] {
	const found: Declaration[] = [];
	for (let at = 0; at < lines.length; at++) {
		const end = statementEnd(lines, at, lines.length);
		if (end === null) continue;
		const body = lines.slice(commentAbove(lines, at), end + 1).map(({ text }) => text);
		const names = declaredNames(lines[at]?.text ?? '');
		if (names.length > 0) {
			const text = dedent(body, unit).join('\n');
			const words = new Set(dedent(body, unit).flatMap((line) => line.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? []));
			found.push({ names, text, words, isExported: lines[at]?.first === 'export' });
		}
		at = end;
	}
	return found;
}

function collect(lines: readonly Line[], from: number, to: number, unit: string, pieces: Piece[]): void {
	for (let at = from; at < to; at++) {
		const end = statementEnd(lines, at, to);
		if (end === null) continue;
		const line = lines[at];
		const isFunction = line !== undefined && /^(?:export\s+)?(?:async\s+)?function\b/.test(line.text.trim());
		const isWorth = line !== undefined && (line.from > 0 || isFunction) && end - at < COMPLETION_LINES;
		if (isWorth) pieces.push(...pieceOf(lines, at, end, unit));
		collect(lines, at + 1, end, unit, pieces);
		at = end;
	}
}

function pieceOf(lines: readonly Line[], at: number, end: number, unit: string): Piece[] {
	const body = lines.slice(at, end + 1).map(({ text }) => text);
	if ((body.join('\n').match(TOKEN) ?? []).length < LEAST_TOKENS) return [];
	const [first = '', ...rest] = dedent(body, unit);
	const above = lines.slice(commentAbove(lines, at), at).flatMap(({ comment }) => comment ?? []);
	return [{ names: [...declaredNames(first), ...above], lines: [first.replace(/^export\s+/, ''), ...rest] }];
}

/** Last line of the statement that begins here, or null when none begins or it is cut off. */
function statementEnd(lines: readonly Line[], at: number, to: number): number | null {
	const start = lines[at];
	if (start === undefined || start.isInside || start.first === '' || /^[)\]}]/.test(start.first)) return null;
	// A property of an object, or an argument's type: part of a statement, and none.
	if (/^\s*(?:readonly\s+)?[\p{L}\p{N}_$'"-]+\??:/u.test(start.text)) return null;
	for (let end = at; end < to; end++) {
		const line = lines[end];
		if (line === undefined || (end > at && line.to < start.from)) return null;
		if (line.first === '' || line.to !== start.from) continue;
		const next = lines.slice(end + 1).find(({ first }) => first !== '')?.first ?? '}';
		if (line.last === ';') return end;
		if (/^(?:else|catch|finally|[.?:&|+*=,)\]])/.test(next)) continue;
		if (line.last === '}' || BEGINS.test(next) || /^[}]/.test(next)) return line.last === ',' ? null : end;
	}
	return null;
}

/** Where the comment lines directly above begin; the line itself when there are none. */
function commentAbove(lines: readonly Line[], at: number): number {
	let from = at;
	while (from > 0 && (lines[from - 1]?.comment ?? null) !== null) from--;
	return from;
}

function declaredNames(text: string): string[] {
	const [, one, several] = DECLARED.exec(text.trim()) ?? [];
	if (one !== undefined) return [one];
	return (several ?? '')
		.split(',')
		.map((each) => (each.split(/[:=]/).at(-1) ?? '').trim())
		.filter((each) => NAME.test(each));
}

function importedNames(code: string): string[] {
	return [...code.matchAll(/^import\s+([^;'"]+?)\s+from\b/gm)].flatMap(([, clause = '']) =>
		(clause.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? []).filter((word) => word !== 'type' && word !== 'as'),
	);
}

/** One level of indentation of this code. */
function unitOf(code: string): string {
	const widths = [...code.matchAll(/^( +|\t)\S/gm)].map(([, space = '']) => space);
	if (widths.some((space) => space === '\t') || widths.length === 0) return '\t';
	return ' '.repeat(Math.max(1, Math.min(...widths.map(({ length }) => length))));
}

/** To the margin of its first line, with tabs. */
function dedent(lines: readonly string[], unit: string): string[] {
	const levels = lines.map((line) => Math.floor((/^[\t ]*/.exec(line)?.[0] ?? '').length / unit.length));
	const margin = Math.min(...levels.filter((_, n) => lines[n]?.trim() !== ''));
	return lines.map((line, n) => (line.trim() === '' ? '' : '\t'.repeat(Math.max(0, (levels[n] ?? 0) - margin)) + line.trim()));
}

function readLines(code: string): Line[] {
	const source = code.replaceAll('\r\n', '\n');
	const texts = source.split('\n');
	const tokensAt = texts.map((): string[] => []);
	const inside = new Set<number>();
	let row = 0;
	let read = 0;
	for (const { 0: token, index } of source.matchAll(TOKEN)) {
		row += newlines(source.slice(read, index));
		read = index;
		tokensAt[row]?.push(token);
		for (let n = 1; n <= newlines(token); n++) inside.add(row + n);
	}
	let depth = 0;
	return texts.map((text, n) => {
		const from = depth;
		const all = tokensAt[n] ?? [];
		const said = all.filter((token) => !isComment(token));
		for (const token of said) depth += /^[([{]$/.test(token) ? 1 : /^[)\]}]$/.test(token) ? -1 : 0;
		const comment = said.length === 0 && all.length > 0 ? commentText(all.join(' ')) : inside.has(n) && said.length === 0 ? '' : null;
		return { text, from, to: depth, first: said[0] ?? '', last: said.at(-1) ?? '', comment, isInside: inside.has(n) };
	});
}

const newlines = (text: string): number => text.split('\n').length - 1;
const isComment = (token: string): boolean => token.startsWith('//') || token.startsWith('/*');

function commentText(text: string): string {
	return text.replace(/^\/[/*]+\s*|\s*\*+\/$/g, '').trim();
}
