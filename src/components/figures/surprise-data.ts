/** Makes the data of the surprise figure, once per process: a story nobody counted, two tables of pairs, and the grammar itself as a reader. Server only. */
import { pairsPerStory } from '#data/storyland/pair-counts.ts';
import { drawWindows, splitOf } from '#data/storyland/splits.ts';
import { tellStory, type Voice } from '#data/storyland/story.ts';
import { decode, VOCABULARY_SIZE, wordToId } from '#data/storyland/tokenizer.ts';
import { VOCABULARY } from '#data/storyland/words.ts';
import { type Guess, READERS, type Reader, type ReaderId, type SurpriseStory } from './surprise.ts';

/** Tokens that the reader of a little text has counted. */
export const LITTLE = 512;
const SMOOTHING = 0.1;
const SHOWN = 5;
/** A story of the grammar that belongs to the text held out from counting (a test says so). */
const STORY =
	'<story> Nora lost her green lantern near the mill . The storm took it . She asked the owl , “ Have you seen my green lantern ? ” The owl said , “ Look near the bridge . ” So Nora ran to the bridge and found the lantern . She thanked the owl .';

const LABELS: Readonly<Record<ReaderId, string>> = {
	nothing: 'Knows nothing',
	little: `Counted ${LITTLE} tokens`,
	much: 'Counted endless text',
	grammar: 'Knows the grammar',
};

type Shares = ReadonlyMap<string, number>;

function best(shares: Shares): Guess[] {
	return [...shares]
		.toSorted(([, a], [, b]) => b - a)
		.slice(0, SHOWN)
		.map(([word, share]) => ({ word, share: Number(share.toFixed(4)) }));
}

function readerOf(id: ReaderId, words: readonly string[], sharesAt: (place: number) => Shares): Reader {
	const places = words.slice(1).map((word, i) => ({ word, shares: sharesAt(i + 1) }));
	return {
		label: LABELS[id],
		nats: places.map(({ word, shares }) => Number((-Math.log(shares.get(word) ?? 0)).toFixed(4)) + 0),
		guesses: places.map(({ shares }) => best(shares)),
	};
}

/** What a table of pairs says of the words after `word`: shares of its row, each count raised by `smoothing`. */
function rowOf(pairs: Float64Array, word: string, smoothing: number): Shares {
	const row = wordToId(word) * VOCABULARY_SIZE;
	const all = pairs.subarray(row, row + VOCABULARY_SIZE).reduce((sum, n) => sum + n + smoothing, 0);
	const shares = VOCABULARY.map((each, id) => [each, ((pairs[row + id] ?? 0) + smoothing) / all] as const);
	return new Map(shares.filter(([, share]) => share > 0));
}

function countLittle(): Float64Array {
	const text = drawWindows('train', 'figure', 1, LITTLE);
	const pairs = new Float64Array(VOCABULARY_SIZE ** 2);
	for (let i = 1; i < text.length; i++) {
		const at = (text[i - 1] ?? 0) * VOCABULARY_SIZE + (text[i] ?? 0);
		pairs[at] = (pairs[at] ?? 0) + 1;
	}
	return pairs;
}

/** What the grammar itself expects at each place of this story. */
function grammarShares(words: readonly string[]): Shares[] {
	const told: Shares[] = [];
	const tell = (shares: Shares): string => {
		told.push(shares);
		return words[told.length - 1] ?? '';
	};
	const voice: Voice = {
		say: (text) => text.split(' ').forEach((word) => void tell(new Map([[word, 1]]))),
		pick: (options) => tell(new Map(options.map((option) => [option, 1 / options.length]))),
		branch<Word extends string>(options: Readonly<Record<Word, number>>): Word {
			// The story was told by this grammar, so its word at this place is one of the options.
			return tell(new Map(Object.entries<number>(options))) as Word;
		},
	};
	tellStory(voice);
	return told;
}

function make(): SurpriseStory {
	const words = STORY.split(' ');
	if (splitOf(words) === 'train') throw new Error('The story of the figure is one that tables may have counted: choose another.');
	const [little, much] = [countLittle(), pairsPerStory()];
	const even = new Map(VOCABULARY.map((word) => [word, 1 / VOCABULARY_SIZE]));
	const grammar = grammarShares(words);
	const before = (place: number): string => words[place - 1] ?? '';
	const shares: Readonly<Record<ReaderId, (place: number) => Shares>> = {
		nothing: () => even,
		little: (place) => rowOf(little, before(place), SMOOTHING),
		much: (place) => rowOf(much, before(place), 0),
		grammar: (place) => grammar[place] ?? new Map(),
	};
	// One entry for each reader: the list is the keys of the record.
	const readers = Object.fromEntries(READERS.map((id) => [id, readerOf(id, words, shares[id])])) as Record<ReaderId, Reader>;
	const line = decode(words.slice(1).map(wordToId));
	return { words, bytes: new TextEncoder().encode(line).length + 1, readers };
}

let made: SurpriseStory | null = null;

export function surpriseStory(): SurpriseStory {
	made ??= make();
	return made;
}
