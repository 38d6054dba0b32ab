/**
 * Small GPTs that differ only in how they know order: a learned vector for each position, a rotation inside the attention, or nothing at all.
 * And how they are compared: by the loss at each position of a text longer than those they trained on.
 * Text begins anywhere in a story, so that position and place in the story have nothing to do with each other.
 */
import * as tf from '@tensorflow/tfjs';
import { seededRandom } from '#data/storyland/random.ts';
import { drawFrom, type Split } from '#data/storyland/splits.ts';
import { wordToId } from '#data/storyland/tokenizer.ts';
import { causalAttentionHeads } from '#engine/ops/causal-attention.ts';
import { type Attention, createGpt, type Gpt, type Model, type StartingWeights } from './gpt.ts';
import { type GptConfig, gptShapes } from './gpt-shapes.ts';

const TABLE = 'position.embedding';

/** Parameters of a model without a vector for each position. */
export function unpositionedShapes(config: GptConfig): ReadonlyMap<string, readonly number[]> {
	return new Map([...gptShapes(config)].filter(([name]) => name !== TABLE));
}

/**
 * A GPT whose order comes from its attention alone, or from nowhere: the table of positions holds zeros and is no parameter, so it stays zero.
 * `weights` need not hold the table.
 */
export function createUnpositionedGpt(config: GptConfig, weights: StartingWeights, attention: Attention): Gpt {
	const zeros = { shape: [config.time, config.width], data: new Float32Array(config.time * config.width) };
	const gpt = createGpt(config, new Map([...weights, [TABLE, zeros]]), attention);
	return { ...gpt, params: new Map([...gpt.params].filter(([name]) => name !== TABLE)) };
}

export type PositionKind = 'learned' | 'rope' | 'none';

/**
 * Models of the three kinds from the same weights: `learned` has a vector for each position, and one beyond those that were trained keeps what it
 * began with; `rope` attends by `rotated`; `none` has the causal mask alone.
 */
export function createGptOf(kind: PositionKind, config: GptConfig, weights: StartingWeights, rotated: Attention): Gpt {
	if (kind === 'learned') return createGpt(config, weights, causalAttentionHeads);
	return createUnpositionedGpt(config, weights, kind === 'rope' ? rotated : causalAttentionHeads);
}

/** Longer than nearly every story: where a window begins says nothing about where it stands in one. */
const LONGEST_LEAD = 64;

/** `count` windows of `length` tokens, row-major, each from a random place of running text. */
export function drawAnywhere(split: Split, seed: string, count: number, length: number): Int32Array {
	const random = seededRandom(`anywhere/${split}/${seed}`);
	const tokens = new Int32Array(count * length);
	for (let row = 0; row < count; row++) {
		const lead = Math.floor(random() * LONGEST_LEAD);
		const ids: number[] = [];
		while (ids.length < lead + length) ids.push(...drawFrom(split, random).map(wordToId));
		tokens.set(ids.slice(lead, lead + length), row * length);
	}
	return tokens;
}

const ROWS_AT_ONCE = 16;

/** Surprise in nats at each predicted position: one row of `length` − 1 numbers for each window. `between` is awaited between batches. */
export async function surpriseByPosition(
	model: Model,
	windows: Int32Array,
	length: number,
	between: () => Promise<void> = async () => {},
): Promise<number[][]> {
	const rows: number[][] = [];
	for (let from = 0; from < windows.length; from += ROWS_AT_ONCE * length) {
		const some = windows.subarray(from, from + ROWS_AT_ONCE * length);
		const surprise = tf.tidy(() => surpriseOf(model, tf.tensor2d(some, [some.length / length, length], 'int32')));
		const data = await surprise.data();
		surprise.dispose();
		for (let row = 0; row < some.length / length; row++) rows.push(Array.from(data.subarray(row * (length - 1), (row + 1) * (length - 1))));
		await between();
	}
	return rows;
}

function surpriseOf(model: Model, tokens: tf.Tensor2D): tf.Tensor {
	const [rows, length] = tokens.shape;
	const logits = model(tf.slice2d(tokens, [0, 0], [rows, length - 1]));
	const next = tf.oneHot(tf.slice2d(tokens, [0, 1], [rows, length - 1]), logits.shape[2]);
	return tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits, -1), next), -1));
}

export interface Stretch {
	/** First and last position that is predicted, counted from 1: position p has p tokens before it. */
	readonly from: number;
	readonly to: number;
	readonly loss: number;
	/** Over windows. */
	readonly standardError: number;
}

/** Mean loss over stretches of positions. `ends` are the last positions of the stretches, in order. */
export function lossByStretch(rows: readonly (readonly number[])[], ends: readonly number[]): Stretch[] {
	return ends.map((to, i) => {
		const from = (ends[i - 1] ?? 0) + 1;
		const means = rows.map((row) => row.slice(from - 1, to).reduce((sum, n) => sum + n, 0) / (to - from + 1));
		const loss = means.reduce((sum, n) => sum + n, 0) / means.length;
		const variance = means.reduce((sum, n) => sum + (n - loss) ** 2, 0) / Math.max(1, means.length - 1);
		return { from, to, loss, standardError: Math.sqrt(variance / means.length) };
	});
}
