/** How much of a reference's tokens stands in another text: winnowed fingerprints, the longest run, and tiles. Pure counting. */
import { fingerprints, grams as gramsOf } from '#grading/core/winnow.ts';

const GRAM = 5;
const WINDOW = 4;

/** Every run of `size` neighbours, as one string each. */
export function grams(tokens: readonly string[], size = GRAM): string[] {
	return gramsOf(tokens, size);
}

/** The fingerprints of a text: any shared run of eight tokens or more shares at least one. */
export function winnow(tokens: readonly string[]): ReadonlySet<string> {
	return new Set(fingerprints(tokens, { gram: GRAM, window: WINDOW }).map(({ text }) => text));
}

/** Share of `of` that stands in `found`; 0 when there is nothing to find. */
export function share(of: ReadonlySet<string>, found: ReadonlySet<string>): number {
	if (of.size === 0) return 0;
	let seen = 0;
	for (const each of of) if (found.has(each)) seen++;
	return seen / of.size;
}

export interface Run {
	readonly start: number;
	readonly length: number;
}

/** For each place of the reference, the longest run from there that the text has too. */
export function sharedRuns(reference: readonly string[], text: readonly string[]): Run[] {
	const places = Map.groupBy(
		text.map((_, i) => i),
		(i) => text[i],
	);
	const runs: Run[] = [];
	let reached = 0;
	for (let start = 0; start < reference.length; start++) {
		let longest = 0;
		for (const at of places.get(reference[start]) ?? []) {
			let length = 1;
			while (start + length < reference.length && reference[start + length] === text[at + length]) length++;
			longest = Math.max(longest, length);
		}
		// A run that lies inside the one before it says nothing new.
		if (start + longest <= reached) continue;
		reached = start + longest;
		runs.push({ start, length: longest });
	}
	return runs;
}

/** Places of the reference that runs of at least `least` tokens cover. */
export function covered(runs: readonly Run[], least: number): ReadonlySet<number> {
	const places = new Set<number>();
	for (const { start, length } of runs) if (length >= least) for (let i = 0; i < length; i++) places.add(start + i);
	return places;
}

/** What stands in the first and not in the second. */
export function without(all: ReadonlySet<string>, taken: ReadonlySet<string>): ReadonlySet<string> {
	return new Set([...all].filter((each) => !taken.has(each)));
}
