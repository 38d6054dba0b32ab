/**
 * A lab's reference as lines to put in order, for whoever has passed the lab: its longest function, and lines of known
 * mistakes that look like one of it. Such a line belongs nowhere: put in the place of the one it resembles, it makes a
 * program that the checks reject (tests/labs holds every one of them to that).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ParsonsProblem } from '#learning/parsons.ts';
import { parsonsOf } from '#learning/parsons-pieces.ts';

export interface StrayLine {
	readonly text: string;
	/** The line of the reference that it resembles. */
	readonly instead: string;
}

export interface SolutionLines {
	readonly problem: ParsonsProblem;
	readonly strays: readonly StrayLine[];
}

/** Shorter lines than this say too little to tell right from wrong. */
const LEAST_LENGTH = 18;

export function readSolutionLines(labId: string): SolutionLines {
	const folder = join(process.env['GRADUS_ROOT'] ?? process.cwd(), 'src/labs', labId);
	const solution = withoutComments(readFileSync(join(folder, 'solution.ts'), 'utf8'));
	const problem = parsonsOf(solution);
	return { problem, strays: straysAmong(problem, solution, readMistakes(join(folder, 'mistakes'))) };
}

function readMistakes(folder: string): string[] {
	if (!existsSync(folder)) return [];
	const names = readdirSync(folder).filter((name) => name.endsWith('.ts'));
	return names.sort().map((name) => withoutComments(readFileSync(join(folder, name), 'utf8')));
}

/**
 * The one line in which a mistake departs from the reference is wrong by its own proof. Where mistakes are written anew, a
 * line that declares the same name with other words takes its place.
 */
function straysAmong({ pieces }: ParsonsProblem, solution: string, mistakes: readonly string[]): StrayLine[] {
	const known = new Set(linesOf(solution));
	const words = new Set(wordsIn(solution));
	const single = pieces.map(({ text }) => text).filter((text) => !text.includes('\n'));
	const found = new Map<string, StrayLine>();
	for (const mistake of mistakes.map(linesOf)) {
		const own = mistake.filter((line) => !known.has(line));
		const missing = [...known].filter((line) => !mistake.includes(line));
		const isOneLine = own.length === 1 && missing.length === 1;
		for (const text of own.filter((line) => line.length >= LEAST_LENGTH && namesIn(line).every((name) => words.has(name)))) {
			const like = isOneLine ? missing : single.filter((line) => isLike(text, line));
			const [instead, ...others] = like.filter((line) => single.includes(line));
			if (instead !== undefined && others.length === 0) found.set(text, { text, instead });
		}
	}
	return [...found.values()];
}

/** Declares the same name, and leaves out a call: with all the calls it may be the same thing in other words. */
function isLike(text: string, line: string): boolean {
	const calls = callsIn(text);
	return nameIn(line) !== null && nameIn(line) === nameIn(text) && !callsIn(line).every((call) => calls.includes(call));
}

/** Names that are no property: one that nothing else on the table declares would give the line away. */
function namesIn(line: string): string[] {
	return wordsIn(line.replace(/\.[\w$]+/g, ''));
}

function wordsIn(code: string): string[] {
	return code.match(/[A-Za-z_$][\w$]*/g) ?? [];
}

function callsIn(line: string): string[] {
	return [...line.matchAll(/([\w$]+)\(/g)].map(([, name = '']) => name);
}

/** The name that a line declares. */
function nameIn(line: string): string | null {
	return /^(?:const|let) ([\w$]+)/.exec(line)?.[1] ?? null;
}

function linesOf(code: string): string[] {
	return code
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '' && !/^import\b/.test(line));
}

/** A comment at a line would tell it from a line of a mistake. */
export function withoutComments(code: string): string {
	return code
		.replace(/\/\*[\s\S]*?\*\//g, '')
		.split('\n')
		.filter((line) => !/^\s*\/\//.test(line))
		.map((line) => line.replace(/\s+\/\/.*$/, ''))
		.join('\n');
}
