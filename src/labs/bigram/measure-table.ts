/** How a table of pairs is measured: by the learner's own functions, on text that was not counted. The run in the page and the experiments share it. */

import { decode, wordToId } from '#data/storyland/tokenizer.ts';
import { VOCABULARY } from '#data/storyland/words.ts';

export type Table = readonly (readonly number[])[];

/** The four exports of the lab. */
export interface Bigram {
	countPairs(tokens: readonly number[], vocabulary: number): Table;
	probabilities(counts: Table, smoothing: number): Table;
	crossEntropy(table: Table, tokens: readonly number[]): number;
	bitsPerByte(nats: number, predicted: number, bytes: number): number;
}

/** Predicted tokens of the held-out text; in pieces, so that their spread gives a standard error. */
export const HELD_OUT_TOKENS = 16_384;
const PIECE = 256;

/** Tokens that are counted at a step, counted from 0: a doubling each four steps, from 76 on. */
export function tokensAt(step: number): number {
	return Math.round(64 * 2 ** ((step + 1) / 4));
}

/** @throws when an export is missing */
export function bigramOf(learner: Readonly<Record<string, unknown>>): Bigram {
	for (const name of ['countPairs', 'probabilities', 'crossEntropy', 'bitsPerByte'])
		if (typeof learner[name] !== 'function') throw new TypeError(`The file does not export a function named ${name}.`);
	// Each is a function, as was just seen; what it gives is used as numbers and refused where it is none.
	return learner as unknown as Bigram;
}

/** Mean loss over HELD_OUT_TOKENS predictions, with its standard error over pieces of the text. */
export function lossOver(my: Pick<Bigram, 'crossEntropy'>, table: Table, text: readonly number[]): { loss: number; standardError: number } {
	const losses: number[] = [];
	for (let from = 0; from + PIECE < text.length; from += PIECE) losses.push(my.crossEntropy(table, text.slice(from, from + PIECE + 1)));
	const loss = losses.reduce((sum, n) => sum + n, 0) / losses.length;
	const variance = losses.reduce((sum, n) => sum + (n - loss) ** 2, 0) / Math.max(1, losses.length - 1);
	return { loss, standardError: Math.sqrt(variance / losses.length) };
}

/** Share of the pairs of a text whose count is 0. */
export function unseenShare(counts: Table, text: readonly number[]): number {
	const unseen = text.slice(1).filter((next, i) => !((counts[text[i] ?? -1]?.[next] ?? 0) > 0));
	return unseen.length / (text.length - 1);
}

const START_ID = wordToId(VOCABULARY[0] ?? '');

/** UTF-8 bytes of these tokens as people write them: each story on a line of its own, the mark of its beginning not counted. */
export function textBytes(ids: readonly number[]): number {
	const marks = ids.filter((id) => id === START_ID).length;
	const text = decode(ids);
	return new TextEncoder().encode(text).length - marks * `${VOCABULARY[0]} `.length;
}
