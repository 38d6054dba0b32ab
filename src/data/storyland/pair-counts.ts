/**
 * Exact statistics of neighbouring words in endless Storyland text: how often each pair stands in a story, and with it the best loss that a
 * model can reach which sees one word, or none. Also the expected length of a story in bytes, so that losses compare across tokenisers.
 * Two neighbours depend on a few picks of the grammar only; all values of those picks are walked, the others do not matter.
 */
import { tellStory } from './story.ts';
import { VOCABULARY_SIZE, wordToId } from './tokenizer.ts';
import { START, VOCABULARY } from './words.ts';

interface Told {
	readonly words: string[];
	/** Options of each pick, in order. */
	readonly picks: number[];
	readonly probability: number;
	/** Branch paths that lead to the shapes beside this one. */
	readonly siblings: number[][];
}

/** Tells the story of one shape (`path`: the option of each branch) with the given option of each pick, 0 where none is given. */
function tell(path: readonly number[], options: ReadonlyMap<number, number>): Told {
	const told = { words: [] as string[], picks: [] as number[], probability: 1, siblings: [] as number[][] };
	const taken: number[] = [];
	tellStory({
		say: (text) => void told.words.push(...text.split(' ')),
		pick(choices) {
			const word = choices[options.get(told.picks.length) ?? 0] ?? '';
			told.picks.push(choices.length);
			told.words.push(word);
			return word;
		},
		branch<Word extends string>(choices: Readonly<Record<Word, number>>): Word {
			// Object.keys widens the key type; the record has exactly these keys.
			const names = Object.keys(choices) as Word[];
			if (taken.length >= path.length) for (let other = 1; other < names.length; other++) told.siblings.push([...taken, other]);
			const index = path[taken.length] ?? 0;
			const word = names[index];
			if (word === undefined) throw new Error(`A branch of the story grammar has no option ${index}.`);
			taken.push(index);
			told.probability *= choices[word];
			told.words.push(word);
			return word;
		},
	});
	return told;
}

/** For each word of a shape, the picks that it depends on: found by turning one pick at a time, from two sides. */
function influences(path: readonly number[], { words, picks }: Told): Set<number>[] {
	const found = words.map(() => new Set<number>());
	for (const others of [0, 1]) {
		const base = new Map(picks.map((_, pick) => [pick, others]));
		const start = tell(path, base).words;
		for (const [pick, size] of picks.entries())
			for (let option = 0; option < size; option++)
				for (const [at, word] of tell(path, new Map(base).set(pick, option)).words.entries()) if (word !== start[at]) found[at]?.add(pick);
	}
	return found;
}

/** Every way to choose an option for each of these picks. */
function assignments(which: readonly number[], picks: readonly number[]): Map<number, number>[] {
	return which.reduce<Map<number, number>[]>(
		(made, pick) => made.flatMap((each) => Array.from({ length: picks[pick] ?? 1 }, (_, option) => new Map(each).set(pick, option))),
		[new Map()],
	);
}

let known: Float64Array | null = null;

/**
 * Expected number of times that word a stands before word b, once per story: a · VOCABULARY_SIZE + b. The pair of a story's last word and the
 * START of the next one belongs to the first of the two, so the sum is the expected number of tokens of a story.
 */
export function pairsPerStory(): Float64Array {
	known ??= countPairs();
	return known;
}

function countPairs(): Float64Array {
	const pairs = new Float64Array(VOCABULARY_SIZE ** 2);
	const queue: number[][] = [[]];
	for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
		const shape = tell(path, new Map());
		queue.push(...shape.siblings);
		const depends = influences(path, shape);
		for (const at of shape.words.keys()) {
			const ways = assignments([...new Set([...(depends[at] ?? []), ...(depends[at + 1] ?? [])])], shape.picks);
			for (const way of ways) {
				const { words } = tell(path, way);
				const index = wordToId(words[at] ?? '') * VOCABULARY_SIZE + wordToId(words[at + 1] ?? START);
				pairs[index] = (pairs[index] ?? 0) + shape.probability / ways.length;
			}
		}
	}
	return pairs;
}

function total(values: Float64Array): number {
	return values.reduce((sum, value) => sum + value, 0);
}

/** Expected number of times that each word stands before another, per story. */
function wordsPerStory(): Float64Array {
	const pairs = pairsPerStory();
	return Float64Array.from({ length: VOCABULARY_SIZE }, (_, id) => total(pairs.subarray(id * VOCABULARY_SIZE, (id + 1) * VOCABULARY_SIZE)));
}

/** Best mean loss of a model that knows how often words occur and sees none, in nats per token of endless text. */
export function unigramNats(): number {
	const words = wordsPerStory();
	const tokens = total(words);
	return -words.reduce((sum, n) => sum + (n > 0 ? (n / tokens) * Math.log(n / tokens) : 0), 0);
}

/** Best mean loss of a model that sees one token, in nats per token of endless text: the entropy of a token given the one before it. */
export function bigramNats(): number {
	const [pairs, words] = [pairsPerStory(), wordsPerStory()];
	const nats = pairs.reduce((sum, n, i) => sum + (n > 0 ? n * Math.log(n / (words[Math.floor(i / VOCABULARY_SIZE)] ?? 0)) : 0), 0);
	return -nats / total(words);
}

/**
 * Expected UTF-8 bytes of a story as people write it: one line, with its line break, without the START that is no text.
 * What stands between two words is a matter of that pair, so the pairs decide it exactly.
 */
export function bytesPerStory(): number {
	return pairsPerStory().reduce((sum, n, i) => {
		const [a, b] = [VOCABULARY[Math.floor(i / VOCABULARY_SIZE)] ?? '', VOCABULARY[i % VOCABULARY_SIZE] ?? ''];
		return n === 0 ? sum : sum + n * (bytesBetween(a, b) + bytesOf(b));
	}, 0);
}

function bytesOf(word: string): number {
	return word === START ? 0 : new TextEncoder().encode(word).length;
}

/** A space, a line break at the end of a story, or nothing, as decode() of the tokenizer writes it. */
function bytesBetween(a: string, b: string): number {
	if (b === START) return 1;
	return a === START || a === '“' || [',', '.', '?', '!', '”'].includes(b) ? 0 : 1;
}
