/** The numbers of lesson 1.2: how the loss falls with the text that is counted, and what two tokenisers say of the same text. Never bundled. */
import { drawWindows } from '#data/storyland/splits.ts';
import { decode, VOCABULARY_SIZE } from '#data/storyland/tokenizer.ts';
import { START } from '#data/storyland/words.ts';
import { bitsPerByte, countPairs, crossEntropy, probabilities } from '#labs/bigram/solution.ts';
import type { Experiment } from '#labs/kit/experiment.ts';
import { HELD_OUT_TOKENS, lossOver, textBytes, unseenShare } from './measure-table.ts';

const AMOUNTS = Array.from({ length: 8 }, (_, i) => 128 * 4 ** i);
const SMOOTHINGS = [1e-6, 0.1, 10];
const SEEDS = [1, 2, 3];

const drawText = (split: 'train' | 'visible', seed: string, length: number): number[] => Array.from(drawWindows(split, seed, 1, length));
const heldOut = drawText('visible', 'lesson', HELD_OUT_TOKENS + 1);

const growth: Experiment = {
	about: 'Held-out loss of a table of pairs, by the amount of text counted and by its smoothing.',
	seeds: SEEDS,
	run: async ({ seed }) => {
		const text = drawText('train', `growth/${seed}`, AMOUNTS.at(-1) ?? 0);
		return {
			smoothings: SMOOTHINGS,
			points: AMOUNTS.map((tokens) => {
				const counts = countPairs(text.slice(0, tokens), VOCABULARY_SIZE);
				const losses = SMOOTHINGS.map((smoothing) => lossOver({ crossEntropy }, probabilities(counts, smoothing), heldOut).loss);
				return { tokens, unseen: unseenShare(counts, heldOut), losses };
			}),
		};
	},
};

/** The text as people write it, without the marks where stories begin. */
function characters(ids: readonly number[]): string[] {
	return Array.from(decode(ids).replaceAll(`${START} `, ''));
}

const tokenisers: Experiment = {
	about: 'The same text and the same kind of model under two tokenisers: words, and characters.',
	seeds: SEEDS,
	run: async ({ seed }) => {
		const [train, other] = [drawText('train', `tokenisers/${seed}`, 262_144), heldOut];
		const bytes = textBytes(other);
		const alphabet = [...new Set(characters(train))].toSorted();
		const idOf = new Map(alphabet.map((character, id) => [character, id]));
		const ids = (text: readonly number[]): number[] => characters(text).map((character) => idOf.get(character) ?? 0);
		const measure = (from: readonly number[], to: readonly number[], vocabulary: number) => {
			const nats = crossEntropy(probabilities(countPairs(from, vocabulary), 0.01), to);
			return { vocabulary, tokens: to.length, nats, bitsPerByte: bitsPerByte(nats, to.length - 1, bytes) };
		};
		return { bytes, words: measure(train, other, VOCABULARY_SIZE), characters: measure(ids(train), ids(other), alphabet.length) };
	},
};

export const experiments: Readonly<Record<string, Experiment>> = { growth, tokenisers };
