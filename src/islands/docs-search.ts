/**
 * Answers from the docs of a lab: words of a question in, entries out, the best first. No model and no network: names, meanings and shapes as they
 * are written. Says so when nothing fits, with the names that come nearest.
 */
import { rank } from '#content/search-rank.ts';
import type { DocEntry } from '#contract/docs.ts';

export interface DocAnswer {
	/** At most MAX_SHOWN, the best first. */
	readonly entries: readonly DocEntry[];
	/** `some`: not every word of the question was found. `near`: nothing was; these names are the nearest. */
	readonly how: 'all' | 'some' | 'near' | 'asked-nothing';
}

export const MAX_SHOWN = 8;
/** An entry that has fewer of the question's words than this share answers another question. */
const LEAST_SHARE = 0.5;
const LEAST_LIKENESS = 0.25;

/** Words of a question that say nothing about what is asked for. */
const ASKING = new Set(
	`a an the of in on for to from with by at is are was be do does did can could should would i you we my your it its this that these what which how
	why when where who need want use using get make please about there between tf tfjs gradus typescript tensor tensors method function call`.split(
		/\s+/,
	),
);

export function answerFrom(entries: readonly DocEntry[], question: string): DocAnswer {
	const asked = question.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
	const telling = asked.filter((word) => !ASKING.has(word));
	const words = telling.length > 0 ? telling : asked;
	if (words.length === 0) return { entries: [], how: 'asked-nothing' };
	const found = ranked(entries, words);
	if (found.length > 0) return { entries: found.slice(0, MAX_SHOWN), how: 'all' };
	const some = withSomeOf(entries, words);
	if (some.length > 0) return { entries: some.slice(0, MAX_SHOWN), how: 'some' };
	return { entries: nearest(entries, words), how: 'near' };
}

/** Of a name, spelt as it is; null where the docs have none. */
export function entryNamed(entries: readonly DocEntry[], name: string): DocEntry | null {
	return entries.find((entry) => entry.name === name) ?? null;
}

function ranked(entries: readonly DocEntry[], words: readonly string[]): DocEntry[] {
	const hits = rank(
		words.map(stem).join(' '),
		entries.map((entry, at) => ({
			...{ kind: 'word', title: entry.name, href: String(at), about: '' },
			...{ question: `${entry.words} ${entry.call}`, text: `${entry.does} ${entry.shapes}` },
		})),
	);
	const found = hits.flatMap(({ href }) => entries[Number(href)] ?? []);
	// Words that stand there whole say more than letters inside of longer ones; the sort keeps the rank of equals.
	const wholes = new Map(found.map((entry) => [entry, wholeWords(entry, words)]));
	return found.toSorted((a, b) => (wholes.get(b) ?? 0) - (wholes.get(a) ?? 0));
}

/** The name itself counts for two. */
function wholeWords({ name, words: searched }: DocEntry, words: readonly string[]): number {
	const [own, about] = [name.toLowerCase(), new Set(searched.toLowerCase().split(/\s+/))];
	return words.reduce((sum, word) => sum + (own === word ? 2 : Number(about.has(word))), 0);
}

/** transposing and transposes ask for transpose. */
function stem(word: string): string {
	return word.length > 5 ? word.replace(/(ing|es|s)$/, '') : word;
}

function withSomeOf(entries: readonly DocEntry[], words: readonly string[]): DocEntry[] {
	const score = new Map<DocEntry, number>();
	for (const word of words) {
		// The first of each word weigh more, so that a name outweighs a mention.
		for (const [at, entry] of ranked(entries, [word]).entries()) score.set(entry, (score.get(entry) ?? 0) + 1 + 1 / (at + 2));
	}
	return [...score]
		.filter(([, sum]) => sum >= Math.max(1, words.length * LEAST_SHARE))
		.sort(([, a], [, b]) => b - a)
		.map(([entry]) => entry);
}

function nearest(entries: readonly DocEntry[], words: readonly string[]): DocEntry[] {
	return entries
		.map((entry) => ({ entry, likeness: Math.max(...words.map((word) => likeness(word, entry.name.toLowerCase()))) }))
		.filter(({ likeness: how }) => how >= LEAST_LIKENESS)
		.sort((a, b) => b.likeness - a.likeness)
		.slice(0, 3)
		.map(({ entry }) => entry);
}

/** Pairs of letters in common, from 0 to 1 (Dice 1945). */
function likeness(a: string, b: string): number {
	const [left, right] = [pairs(a), pairs(b)];
	const common = [...left].filter((pair) => right.has(pair)).length;
	return (2 * common) / Math.max(1, left.size + right.size);
}

function pairs(word: string): ReadonlySet<string> {
	return new Set(Array.from({ length: Math.max(0, word.length - 1) }, (_, at) => word.slice(at, at + 2)));
}
