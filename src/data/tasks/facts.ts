/**
 * Random facts: each pair of a subject and a relation has one value, drawn evenly and independently, so that nothing but memory helps.
 * There is no held-out part: a fact that was never seen can only be guessed. Whoever measures asks for all of them.
 */
import { seededRandom } from '#data/storyland/random.ts';

export interface FactSizes {
	readonly subjects: number;
	readonly relations: number;
	readonly values: number;
}

export interface Facts extends FactSizes {
	/** Value of subject s and relation r at s · relations + r. */
	readonly table: Int32Array;
}

/** Tokens [count, 2] of subject and relation, row-major, and the token [count] that must follow. */
export interface FactBatch {
	readonly tokens: Int32Array;
	readonly targets: Int32Array;
	readonly count: number;
}

export function drawFacts(sizes: FactSizes, seed: string): Facts {
	const random = seededRandom(`facts/${seed}`);
	const table = Int32Array.from({ length: sizes.subjects * sizes.relations }, () => Math.floor(random() * sizes.values));
	return { ...sizes, table };
}

/** Subjects come first, then relations, then values: no two share a token. */
export function factVocabulary({ subjects, relations, values }: FactSizes): number {
	return subjects + relations + values;
}

/** Bits that it takes to write all values down. */
export function factBits({ subjects, relations, values }: FactSizes): number {
	return subjects * relations * Math.log2(values);
}

/** `count` facts drawn with replacement. */
export function drawFactBatch(facts: Facts, seed: string, count: number): FactBatch {
	const random = seededRandom(`facts/batch/${seed}`);
	return batchOf(
		facts,
		Array.from({ length: count }, () => Math.floor(random() * facts.table.length)),
	);
}

/** The facts from `from` to `to`, the last not included. */
export function factsInOrder(facts: Facts, from: number, to: number): FactBatch {
	return batchOf(
		facts,
		Array.from({ length: to - from }, (_, i) => from + i),
	);
}

/** A token as people read it: s12, r7, v40. */
export function factToken({ subjects, relations }: FactSizes, token: number): string {
	if (token < subjects) return `s${token}`;
	return token < subjects + relations ? `r${token - subjects}` : `v${token - subjects - relations}`;
}

function batchOf({ subjects, relations, table }: Facts, indices: readonly number[]): FactBatch {
	const tokens = Int32Array.from(indices.flatMap((index) => [Math.floor(index / relations), subjects + (index % relations)]));
	const targets = Int32Array.from(indices, (index) => subjects + relations + (table[index] ?? 0));
	return { tokens, targets, count: indices.length };
}
