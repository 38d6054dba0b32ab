/** Three voices for the grammar: one draws a story, one scores a given text, one walks every shape a story can have. */
import type { Random } from './random.ts';
import { tellStory, type Voice } from './story.ts';

const words = (text: string): string[] => text.split(' ');

/** The words of one story. */
export function drawStory(random: Random): string[] {
	const told: string[] = [];
	const tell = (word: string): void => void told.push(word);
	tellStory({
		say: (text) => words(text).forEach(tell),
		pick(options) {
			const word = options[Math.floor(random() * options.length)] ?? '';
			tell(word);
			return word;
		},
		branch(options) {
			const word = weighted(options, random());
			tell(word);
			return word;
		},
	});
	return told;
}

function weighted<Word extends string>(options: Readonly<Record<Word, number>>, at: number): Word {
	// Object.entries widens the key type; the record has exactly these keys.
	const entries = Object.entries(options) as [Word, number][];
	let rest = at;
	for (const [word, probability] of entries) {
		rest -= probability;
		if (rest < 0) return word;
	}
	const last = entries[entries.length - 1];
	if (last === undefined) throw new Error('A branch of the story grammar has no options.');
	return last[0];
}

/** −log p of each word of a whole story, in nats. Null when the grammar cannot tell this text. */
export function storySurprisal(story: readonly string[]): number[] | null {
	const nats: number[] = [];
	const expectOneOf = (probability: (word: string) => number): string => {
		const word = story[nats.length] ?? '';
		const p = probability(word);
		if (!(p > 0)) throw new NotAStory();
		nats.push(p === 1 ? 0 : -Math.log(p));
		return word;
	};
	const voice: Voice = {
		say: (text) => words(text).forEach((word) => void expectOneOf((got) => (got === word ? 1 : 0))),
		pick: (options) => expectOneOf((word) => (options.includes(word) ? 1 / options.length : 0)),
		// expectOneOf returns a word with positive probability, and only the keys have one.
		branch: <Word extends string>(options: Readonly<Record<Word, number>>) =>
			expectOneOf((word) => (Object.hasOwn(options, word) ? options[word as Word] : 0)) as Word,
	};
	try {
		tellStory(voice);
	} catch (error) {
		if (error instanceof NotAStory) return null;
		throw error;
	}
	return nats.length === story.length ? nats : null;
}

class NotAStory extends Error {}

/** One way a story can go, up to which names and things fill it. `nats` is the expected surprisal of each word. */
export interface Shape {
	readonly probability: number;
	readonly nats: readonly number[];
}

/** Every shape once: branches are walked, picks are counted by their entropy. The probabilities add to 1. */
export function storyShapes(): Shape[] {
	const shapes: Shape[] = [];
	const queue: number[][] = [[]];
	for (let path = queue.pop(); path !== undefined; path = queue.pop()) shapes.push(walk(path, queue));
	return shapes;
}

/** Follows `path` at the branches, then first options; queues the siblings it did not take. */
function walk(path: readonly number[], queue: number[][]): Shape {
	const nats: number[] = [];
	let probability = 1;
	const taken: number[] = [];
	tellStory({
		say: (text) => words(text).forEach(() => void nats.push(0)),
		pick(options) {
			if (new Set(options).size !== options.length || options.some((option) => option.includes(' '))) {
				throw new Error(`The options ${options.join(', ')} of a pick must be different single words.`);
			}
			nats.push(Math.log(options.length));
			return options[0] ?? '';
		},
		branch<Word extends string>(options: Readonly<Record<Word, number>>): Word {
			// Object.entries widens the key type; the record has exactly these keys.
			const entries = Object.entries(options) as [Word, number][];
			const total = entries.reduce((sum, [, p]) => sum + p, 0);
			if (Math.abs(total - 1) > 1e-12) throw new Error(`The probabilities of a branch add to ${total}, not 1.`);
			const index = path[taken.length] ?? 0;
			if (taken.length >= path.length) for (let other = 1; other < entries.length; other++) queue.push([...taken, other]);
			taken.push(index);
			const [word, p] = entries[index] ?? entries[0] ?? ['' as Word, 0];
			probability *= p;
			nats.push(-Math.log(p));
			return word;
		},
	});
	return { probability, nats };
}
