/**
 * A step of code cut into pieces that can be put in order, with what each needs before it. Reads lines and brackets, not a syntax tree: enough for
 * authored code. Lines that only close a bracket are left out; a comment stays with the line it speaks of; a literal over several lines is one piece.
 * Two pieces of one block may change places when neither writes what the other reads or writes.
 */
import type { ParsonsPiece, ParsonsProblem } from './parsons.ts';

interface Line {
	readonly text: string;
	/** Number of the innermost block that it stands in; blocks are counted as they open. */
	readonly block: number;
	readonly opens: boolean;
	readonly reads: ReadonlySet<string>;
	readonly writes: ReadonlySet<string>;
	/** Ends the function or steers it: nothing passes it. */
	readonly isFence: boolean;
}

const BLANK = /_{3,}|\/\*.*?\*\//g;
const CLOSER = /^[)\]}]+[;,)]*$/;
const COMMENT = /^\/\//;
const FUNCTION = /^(?:export )?(?:async )?function\b/;

/**
 * The step with the most lines: of several functions in the code, one. `solution` is the same code without blanks, when there is one:
 * what a blank needs is read there; else a blank needs everything above it.
 */
export function parsonsOf(
	code: string,
	{ solution = '', distractors = [] }: { solution?: string; distractors?: readonly string[] } = {},
): ParsonsProblem {
	const units = unitsOf(code).map((unit) => piecesOf(unit, solution.split('\n')));
	const pieces = units.reduce<ParsonsPiece[]>((best, unit) => (unit.length > best.length ? unit : best), []);
	return { pieces, distractors };
}

/** Whole functions, or the lines up to a `return` that stands outside of any. */
function unitsOf(code: string): string[][] {
	const units: string[][] = [[]];
	let depth = 0;
	let isFunction = false;
	for (const line of code.split('\n').filter((each) => each.trim() !== '')) {
		const text = line.trim();
		if (depth === 0 && FUNCTION.test(text)) {
			isFunction = true;
			if (units.at(-1)?.some((each) => !COMMENT.test(each.trim()))) units.push([]);
		}
		units.at(-1)?.push(line);
		const isReturn = depth === 0 && text.startsWith('return');
		depth = Math.max(0, depth + balance(text));
		if (depth === 0 && (isReturn || isFunction)) {
			units.push([]);
			isFunction = false;
		}
	}
	return units;
}

function piecesOf(unit: readonly string[], solution: readonly string[]): ParsonsPiece[] {
	const lines = linesOf(unit, solution);
	const before = lines.map((line, at) => new Set(lines.flatMap((earlier, i) => (i < at && mustPrecede(earlier, line) ? [i] : []))));
	return lines.map(({ text }, at) => ({ text, after: [...(before[at] ?? [])] }));
}

function linesOf(unit: readonly string[], solution: readonly string[]): Line[] {
	const lines: Line[] = [];
	const blocks = [0];
	let opened = 0;
	for (let at = 0; at < unit.length; at++) {
		const from = at;
		while (COMMENT.test(unit[at]?.trim() ?? '') && at + 1 < unit.length) at++;
		const head = (unit[at] ?? '').trim();
		const end = endOfBrackets(unit, at);
		// A block that holds the whole step is what the exercise is about.
		if (isWhole(head) && !(lines.length === 0 && end === unit.length - 1)) at = end;
		const raw = unit.slice(from, at + 1);
		if (CLOSER.test(head)) {
			if (blocks.length > 1) blocks.pop();
			continue;
		}
		// "} else {" closes a block before it opens one.
		if (/^[)\]}]/.test(head) && blocks.length > 1) blocks.pop();
		const opens = raw.reduce((sum, line) => sum + balance(line), 0) > 0 || /^\}.*\{$/.test(head);
		lines.push(readLine(dedent(raw), { block: blocks.at(-1) ?? 0, opens }, solution));
		if (opens) blocks.push(++opened);
	}
	return lines;
}

/** A literal, or a function inside the step, that goes on over the next lines. */
function isWhole(head: string): boolean {
	if (balance(head) <= 0 || FUNCTION.test(head)) return false;
	return /(?:=>|\)|else) \{$/.test(head) ? /^const .*=> \{$/.test(head) : /[[({]$/.test(head);
}

/** Index of the line that closes what the line at `from` opens. */
function endOfBrackets(unit: readonly string[], from: number): number {
	let open = 0;
	for (let at = from; at < unit.length; at++) {
		open += balance(unit[at] ?? '');
		if (open <= 0) return at;
	}
	return unit.length - 1;
}

function readLine(text: string, place: Pick<Line, 'block' | 'opens'>, solution: readonly string[]): Line {
	const code = text.replace(/(^|\s)\/\/.*$/gm, '$1');
	const filled = code
		.split('\n')
		.map((line) => withoutBlanks(line, solution))
		.join('\n');
	const writes = new Set(writtenNames(filled));
	// A blank that nothing fills may need anything: it stays where it is.
	const isFence = place.opens || /^(?:return|throw|if|else|for|while|break|continue|\})/.test(code.trim()) || hasBlank(filled);
	return { text, ...place, reads: new Set(names(filled)), writes, isFence };
}

/** The line of the solution that fits around the blanks, or the line itself. */
function withoutBlanks(line: string, solution: readonly string[]): string {
	if (!hasBlank(line)) return line;
	const pattern = new RegExp(`^${line.trim().split(BLANK).map(escapePattern).join('.+')}(?:\\s*//.*)?$`);
	return solution.find((each) => pattern.test(each.trim()))?.replace(/\/\/.*$/, '') ?? line;
}

function hasBlank(line: string): boolean {
	return line.search(BLANK) >= 0;
}

function mustPrecede(earlier: Line, later: Line): boolean {
	if (earlier.isFence || later.isFence || earlier.block !== later.block) return true;
	const touches = (names: ReadonlySet<string>) => [...earlier.writes].some((name) => names.has(name));
	return touches(later.reads) || touches(later.writes) || [...later.writes].some((name) => earlier.reads.has(name));
}

/** What a statement declares, assigns, or calls a method of. */
function writtenNames(code: string): string[] {
	const declared = /^\s*(?:const|let)\s+(\{[^}]*\}|\[[^\]]*\]|[\w$]+)/.exec(code)?.[1];
	if (declared !== undefined) return names(declared);
	const root = /^\s*([A-Za-z_$][\w$]*)/.exec(code)?.[1];
	return root === undefined ? [] : [root];
}

/** Identifiers, without properties and the words in strings. */
function names(code: string): string[] {
	const bare = code.replace(/'[^']*'|"[^"]*"/g, "''");
	return [...bare.matchAll(/(?<![\w$.])[A-Za-z_$][\w$]*|(?<=\.\.\.)[A-Za-z_$][\w$]*/g)].map(([name]) => name);
}

/** Brackets opened less brackets closed. */
function balance(line: string): number {
	const bare = line.replace(/'[^']*'|"[^"]*"|\/\*.*?\*\/|(^|\s)\/\/.*$/g, '');
	return (bare.match(/[[({]/g)?.length ?? 0) - (bare.match(/[\])}]/g)?.length ?? 0);
}

function dedent(lines: readonly string[]): string {
	const indent = Math.min(...lines.map((line) => line.length - line.trimStart().length));
	return lines.map((line) => line.slice(indent).trimEnd()).join('\n');
}

function escapePattern(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
