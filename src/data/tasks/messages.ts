/**
 * Ten-word replies of a shop, and a reader whose taste is known exactly: the task of module 5. Decides what a reply is truly worth and how the
 * reader compares two of them. A message belongs to one split by a hash of its words, so the splits never overlap. Refuses an unknown word.
 */
import { fnv1a, type Random, seededRandom } from '#data/storyland/random.ts';

export type MessageSplit = 'train' | 'visible' | 'hidden';

const COURTESY = ['thanks', 'please', 'sorry', 'glad'] as const;
const CONTENT = ['order', 'parcel', 'refund', 'number', 'address', 'date', 'price', 'size', 'box', 'letter'] as const;
const FILLER = ['the', 'a', 'is', 'it', 'and', 'so', 'well', 'just', 'your'] as const;

/** Token id = place in this list. The first begins every message and never stands inside one. */
export const MESSAGE_WORDS: readonly string[] = ['<reply>', ...COURTESY, ...CONTENT, ...FILLER];
export const MESSAGE_VOCABULARY = MESSAGE_WORDS.length;
export const MESSAGE_START = 0;
/** Words of a message, the start not counted. */
export const MESSAGE_LENGTH = 10;
/** Shares of courtesy, content and filler in the corpus that the base model learns. */
const SHARES = [0.12, 0.4, 0.48] as const;
/** How surely the reader prefers the better of two, and how often a label is turned round by mistake. */
const [SHARPNESS, FLIPS] = [2, 0.15] as const;

const KINDS = [COURTESY, CONTENT, FILLER] as const;
const [FIRST_CONTENT, FIRST_FILLER] = [1 + COURTESY.length, 1 + COURTESY.length + CONTENT.length] as const;

export interface MessageParts {
	readonly courtesy: number;
	/** Different content words. */
	readonly content: number;
	/** Content words said again. */
	readonly repeats: number;
}

export function messageParts(ids: ArrayLike<number>): MessageParts {
	const words = Array.from(ids);
	const content = words.filter((id) => id >= FIRST_CONTENT && id < FIRST_FILLER);
	const distinct = new Set(content).size;
	return { courtesy: words.filter((id) => id >= 1 && id < FIRST_CONTENT).length, content: distinct, repeats: content.length - distinct };
}

/** What the message is worth to the reader: information, and courtesy up to a point. At most 4. */
export function goldReward(ids: ArrayLike<number>): number {
	const { courtesy, content, repeats } = messageParts(ids);
	return courtesy - 0.2 * courtesy ** 2 + 0.35 * content - 0.15 * repeats;
}

export function messageText(ids: ArrayLike<number>): string {
	return Array.from(ids, messageWord).join(' ');
}

export function messageWord(id: number): string {
	const word = MESSAGE_WORDS[id];
	if (word === undefined) throw new RangeError(`Token ${id} is outside the ${MESSAGE_VOCABULARY} words of a message.`);
	return word;
}

export function messageSplit(ids: ArrayLike<number>): MessageSplit {
	const bucket = fnv1a(messageText(ids)) % 10;
	return bucket === 8 ? 'visible' : bucket === 9 ? 'hidden' : 'train';
}

/** Ten independent words: the base corpus knows which words are usual, and nothing of order. */
export function drawMessage(split: MessageSplit, random: Random): number[] {
	for (;;) {
		const ids = Array.from({ length: MESSAGE_LENGTH }, () => drawWord(random));
		if (messageSplit(ids) === split) return ids;
	}
}

function drawWord(random: Random): number {
	let left = random();
	let first = 1;
	for (const [i, share] of SHARES.entries()) {
		const count = KINDS[i]?.length ?? 0;
		if (left < share) return first + Math.floor((left / share) * count);
		left -= share;
		first += count;
	}
	return first - 1;
}

export function drawMessages(split: MessageSplit, seed: string, count: number): number[][] {
	const random = seededRandom(`messages/${split}/${seed}`);
	return Array.from({ length: count }, () => drawMessage(split, random));
}

export interface Preference {
	readonly chosen: readonly number[];
	readonly rejected: readonly number[];
}

/** How often the reader's label says that the first of two is better, by their true worth: Bradley and Terry (1952), then flips. */
export function labelProbability(first: number, second: number): number {
	const prefers = 1 / (1 + Math.exp(-SHARPNESS * (first - second)));
	return (1 - FLIPS) * prefers + FLIPS * (1 - prefers);
}

/**
 * Of whoever knows every worth exactly: mean surprise at a label in nats, and share of labels guessed right. No model of the labels can do
 * better on pairs it has not seen. Means over 100,000 pairs of the corpus; the test computes them again.
 */
export const LABEL_FLOOR = 0.608;
export const LABEL_CEILING = 0.675;

export function drawPreferences(split: MessageSplit, seed: string, count: number): Preference[] {
	const random = seededRandom(`preferences/${split}/${seed}`);
	return Array.from({ length: count }, () => {
		const [first, second] = [drawMessage(split, random), drawMessage(split, random)];
		const isFirst = random() < labelProbability(goldReward(first), goldReward(second));
		return isFirst ? { chosen: first, rejected: second } : { chosen: second, rejected: first };
	});
}

/** Shares of the words, [vocabulary]: all that the reward model of lesson 5.1 sees of a message. */
export function bagOf(ids: ArrayLike<number>): Float32Array {
	const bag = new Float32Array(MESSAGE_VOCABULARY);
	for (const id of Array.from(ids)) bag[id] = (bag[id] ?? 0) + 1 / ids.length;
	return bag;
}

/** [messages, vocabulary], row-major. */
export function bagsOf(messages: readonly ArrayLike<number>[]): Float32Array {
	const bags = new Float32Array(messages.length * MESSAGE_VOCABULARY);
	for (const [row, ids] of messages.entries()) bags.set(bagOf(ids), row * MESSAGE_VOCABULARY);
	return bags;
}
