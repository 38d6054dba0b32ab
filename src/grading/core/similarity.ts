/**
 * Which of many short programs share code that none of them was given: fingerprints of each, without those of the starter, the
 * borrowed file and the reference, compared through an inverted index. Counts and shares; what they mean, a person says. Pure.
 */
import { type CodeStream, codeStream } from './code-stream.ts';
import { fingerprints, type Winnowing } from './winnow.ts';

/** Runs of 9 tokens and more always match in a place at least, runs below 6 never. Chosen on the labs: tests/labs/similarity.test.ts. */
export const WINNOWING: Winnowing = { gram: 6, window: 4 };
/** Of fewer fingerprints of one's own every share is chance. */
export const LEAST_OWN = 8;
/** A fingerprint in more than this share of the programs is the lab's way of saying it, not anybody's. */
export const COMMON_SHARE = 0.25;
/** In a small cohort a quarter is two people: a fingerprint of so few is never common. */
export const LEAST_COMMON = 8;
/** Where the list of pairs begins unless somebody asks for less; chosen between what independent programs and copies share in the labs' own measurement. */
export const SHOWN_SHARE = 0.6;

export interface Program {
	readonly id: string;
	readonly code: string;
}

export interface SimilarPair {
	readonly a: string;
	readonly b: string;
	/** Fingerprints that both have. */
	readonly shared: number;
	/** Fingerprints of their own, of each. */
	readonly ofA: number;
	readonly ofB: number;
	/** Shared, as a share of the smaller. */
	readonly share: number;
}

/** One of several programs that consist mostly of the same code, which too many have to tell pairs apart by it. */
export interface WidespreadProgram {
	readonly id: string;
	/** Its fingerprints that nobody was given and very many have, of all that nobody was given. */
	readonly common: number;
	readonly of: number;
}

export interface SimilarityReport {
	readonly programs: number;
	/** Ids of programs with too little of their own to compare: what was given and what very many have left aside. Without those of `widespread`. */
	readonly tooShort: readonly string[];
	/** Programs of which more than half is what very many have, those with the same code together. */
	readonly widespread: readonly (readonly WidespreadProgram[])[];
	/** Fingerprints left out because very many have them. */
	readonly common: ReadonlySet<string>;
	/** Median of fingerprints of their own. */
	readonly medianOwn: number;
	/** Compared pairs, also those that share nothing. */
	readonly comparisons: number;
	/** Pairs that share anything, largest share first. */
	readonly pairs: readonly SimilarPair[];
}

/** `given`: sources that everybody may have code from. */
export function compareAll(programs: readonly Program[], given: readonly string[]): SimilarityReport {
	const known = new Set(given.flatMap((code) => printsOf(code)));
	const prints = programs.map(({ code }) => new Set(printsOf(code).filter((print) => !known.has(print))));
	const limit = Math.max(LEAST_COMMON, COMMON_SHARE * programs.length);
	const index = indexOf(prints);
	const common = new Set([...index].flatMap(([print, holders]) => (holders.length > limit ? [print] : [])));
	const sizes = prints.map((own) => [...own].filter((print) => !common.has(print)).length);
	const isCompared = sizes.map((size) => size >= LEAST_OWN);
	const shared = new Map<number, number>();
	for (const [print, holders] of index) if (!common.has(print)) countPairs(shared, holders, isCompared, programs.length);
	const pairs = [...shared].map(([key, count]) => pairOf(programs, sizes, { key, count }));
	const compared = isCompared.filter(Boolean).length;
	const widespread = groupsOf(programs, prints, common);
	const grouped = new Set(widespread.flat().map(({ id }) => id));
	return {
		programs: programs.length,
		tooShort: programs.flatMap(({ id }, n) => (isCompared[n] || grouped.has(id) ? [] : [id])),
		widespread,
		common,
		medianOwn: sizes.toSorted((a, b) => a - b)[sizes.length >> 1] ?? 0,
		comparisons: compared === 0 ? 0 : (compared * (compared - 1)) / 2,
		pairs: pairs.sort((x, y) => y.share - x.share || y.shared - x.shared || x.a.localeCompare(y.a) || x.b.localeCompare(y.b)),
	};
}

/** Largest group first; a program joins the first group of whose first member it shares most of the common code. */
function groupsOf(
	programs: readonly Program[],
	prints: readonly ReadonlySet<string>[],
	common: ReadonlySet<string>,
): readonly (readonly WidespreadProgram[])[] {
	const groups: { readonly first: ReadonlySet<string>; readonly members: WidespreadProgram[] }[] = [];
	for (const [n, own] of prints.entries()) {
		const mine = new Set([...own].filter((print) => common.has(print)));
		if (own.size < LEAST_OWN || mine.size <= own.size / 2) continue;
		const member = { id: programs[n]?.id ?? '', common: mine.size, of: own.size };
		const group = groups.find(({ first }) => {
			const both = [...mine].filter((print) => first.has(print)).length;
			return both >= SHOWN_SHARE * Math.min(mine.size, first.size);
		});
		if (group) group.members.push(member);
		else groups.push({ first: mine, members: [member] });
	}
	return groups.map(({ members }) => members).sort((a, b) => b.length - a.length);
}

function printsOf(code: string): string[] {
	return fingerprints(codeStream(code).tokens, WINNOWING).map(({ text }) => text);
}

/** Which programs have each fingerprint. */
function indexOf(prints: readonly ReadonlySet<string>[]): ReadonlyMap<string, readonly number[]> {
	const index = new Map<string, number[]>();
	for (const [n, own] of prints.entries())
		for (const print of own) {
			const holders = index.get(print);
			if (holders) holders.push(n);
			else index.set(print, [n]);
		}
	return index;
}

function countPairs(shared: Map<number, number>, holders: readonly number[], isCompared: readonly boolean[], programs: number): void {
	const able = holders.filter((n) => isCompared[n]);
	for (const [at, a] of able.entries())
		for (const b of able.slice(at + 1)) {
			const key = a * programs + b;
			shared.set(key, (shared.get(key) ?? 0) + 1);
		}
}

function pairOf(programs: readonly Program[], sizes: readonly number[], { key, count }: { key: number; count: number }): SimilarPair {
	const [a, b] = [Math.floor(key / programs.length), key % programs.length];
	const [ofA, ofB] = [sizes[a] ?? 0, sizes[b] ?? 0];
	return { a: programs[a]?.id ?? '', b: programs[b]?.id ?? '', shared: count, ofA, ofB, share: count / Math.max(1, Math.min(ofA, ofB)) };
}

/** Lines of each of two programs, from 1, on which a fingerprint stands that both have and nobody was given, and that is not among the `common`. */
export function sharedLines(
	a: string,
	b: string,
	given: readonly string[],
	common: ReadonlySet<string> = new Set(),
): { readonly a: ReadonlySet<number>; readonly b: ReadonlySet<number> } {
	const known = new Set([...given.flatMap((code) => printsOf(code)), ...common]);
	const [streamA, streamB] = [codeStream(a), codeStream(b)];
	const [inA, inB] = [streamA, streamB].map(({ tokens }) => fingerprints(tokens, WINNOWING).filter(({ text }) => !known.has(text)));
	const [ofA, ofB] = [inA, inB].map((all) => new Set(all?.map(({ text }) => text)));
	const lines = (code: string, stream: CodeStream, prints: typeof inA, other: ReadonlySet<string> | undefined) =>
		linesOf(
			code,
			stream,
			(prints ?? []).flatMap(({ text, at }) => (other?.has(text) ? [at] : [])),
		);
	return { a: lines(a, streamA, inA, ofB), b: lines(b, streamB, inB, ofA) };
}

function linesOf(code: string, { offsets }: CodeStream, places: readonly number[]): ReadonlySet<number> {
	const starts = [0];
	for (let at = code.indexOf('\n'); at >= 0; at = code.indexOf('\n', at + 1)) starts.push(at + 1);
	const covered = new Set(places.flatMap((at) => Array.from({ length: WINNOWING.gram }, (_, n) => offsets[at + n] ?? -1)));
	const lines = new Set<number>();
	let line = 0;
	for (const offset of [...covered].filter((each) => each >= 0).sort((x, y) => x - y)) {
		while (line + 1 < starts.length && (starts[line + 1] ?? 0) <= offset) line++;
		lines.add(line + 1);
	}
	return lines;
}
