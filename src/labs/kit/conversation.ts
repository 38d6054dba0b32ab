/**
 * Conversations as training rows: the library's own chat template, packing, sight and loss. They stand in for lab 4.2 where it was skipped, and
 * pack the documents that come before it. Left out of `gradus` for learners of lab 4.2.
 */
import * as tf from '@tensorflow/tfjs';
import { ASSISTANT, END, PAD, USER } from '#data/tasks/instructions.ts';
import { softmaxCrossEntropy } from '#engine/ops/cross-entropy.ts';

/** A question and its answer as token ids, without marks. */
export interface Turn {
	readonly prompt: readonly number[];
	readonly answer: readonly number[];
}

/** A text, and for each token 1 where the model is to learn to write it, else 0. */
export interface RenderedText {
	readonly tokens: readonly number[];
	readonly learned: readonly number[];
}

/** One row of a batch; all four lists have its length. */
export interface PackedRow {
	tokens: number[];
	learned: number[];
	/** 1, 2, … for the texts of the row; 0 at padding. */
	segments: number[];
	/** Place of each token in its own text, from 0; 0 at padding. */
	positions: number[];
}

/** `<user> prompt <end> <assistant> answer <end>` for each turn; the answer and its end are to be learned. */
export function renderConversation(turns: readonly Turn[]): RenderedText {
	const tokens: number[] = [];
	const learned: number[] = [];
	const write = (ids: readonly number[], flag: 0 | 1): void => {
		for (const id of ids) {
			tokens.push(id);
			learned.push(flag);
		}
	};
	for (const turn of turns) {
		write([USER], 0);
		write(turn.prompt, 0);
		write([END, ASSISTANT], 0);
		write(turn.answer, 1);
		write([END], 1);
	}
	return { tokens, learned };
}

/** A text goes behind the one before it where the row has room, else it opens the next row. @throws when a text is longer than a row */
export function packTexts(texts: readonly RenderedText[], time: number): PackedRow[] {
	const rows: PackedRow[] = [];
	let [used, segment] = [time, 0];
	for (const text of texts) {
		const { length } = text.tokens;
		if (length > time) throw new Error(`A text of ${length} tokens does not fit into rows of ${time}.`);
		if (used + length > time) {
			rows.push(emptyRow(time));
			[used, segment] = [0, 0];
		}
		segment += 1;
		const row = rows[rows.length - 1];
		for (let i = 0; i < length && row !== undefined; i++) {
			row.tokens[used + i] = text.tokens[i] ?? PAD;
			row.learned[used + i] = text.learned[i] ?? 0;
			row.segments[used + i] = segment;
			row.positions[used + i] = i;
		}
		used += length;
	}
	return rows;
}

function emptyRow(time: number): PackedRow {
	const zeros = (): number[] => new Array<number>(time).fill(0);
	return { tokens: new Array<number>(time).fill(PAD), learned: zeros(), segments: zeros(), positions: zeros() };
}

/** segments [batch, time] → [batch, time, time]: 1 where a row may read a column, which is of its own text and not later. */
export function documentSight(segments: tf.Tensor): tf.Tensor {
	return tf.tidy(() => {
		const [batch = 1, time = 1] = segments.shape;
		const own = tf.cast(tf.equal(tf.reshape(segments, [batch, time, 1]), tf.reshape(segments, [batch, 1, time])), 'float32');
		return tf.mul(own, tf.linalg.bandPart(tf.ones([time, time]), -1, 0));
	});
}

/** Mean surprise in nats at the learned tokens. logits [batch, time, vocabulary] speak of the next place; tokens and learned are [batch, time]. */
export function answerLoss(logits: tf.Tensor, tokens: tf.Tensor, learned: tf.Tensor): tf.Scalar {
	return tf.tidy(() => {
		const [rows = 1, time = 1, words = 1] = logits.shape;
		const next = (each: tf.Tensor): tf.Tensor => tf.slice(each, [0, 1], [rows, time - 1]);
		return softmaxCrossEntropy(tf.slice(logits, [0, 0, 0], [rows, time - 1, words]), next(tokens), next(learned));
	});
}
