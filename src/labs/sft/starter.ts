/** Lab 4.2: from conversations to rows, from rows to a loss. The model, the questions and the loop are the kit's. */
import * as tf from '@tensorflow/tfjs';
import type { PackedRow, RenderedText, Turn } from 'gradus';

const [PAD, USER, ASSISTANT, END] = [0, 1, 2, 3]; // token ids of the marks

/**
 * One conversation as tokens, `<user> prompt <end> <assistant> answer <end>` for each turn, and for each token 1 where the model is to
 * learn to write it, else 0.
 */
export function render(_turns: readonly Turn[]): RenderedText {
	void [USER, ASSISTANT, END];
	return { tokens: [], learned: [] };
}

/**
 * Texts into rows of exactly `time` tokens: a text goes behind the one before it where the row has room, else it opens the next row.
 * segments: 1, 2, … for the texts of a row; positions: the place of each token in its own text, from 0. All four are 0 at padding.
 */
export function pack(_texts: readonly RenderedText[], _time: number): PackedRow[] {
	void PAD;
	return [];
}

/** segments [batch, time] → float32 [batch, time, time]: 1 where a row may read a column, else 0. */
export function mayAttend(segments: tf.Tensor): tf.Tensor {
	const [batch = 1, time = 1] = segments.shape;
	return tf.zeros([batch, time, time]);
}

/** Mean surprise in nats at the learned tokens. logits [batch, time, vocabulary] at each place; tokens and learned are [batch, time]. */
export function sftLoss(_logits: tf.Tensor, _tokens: tf.Tensor, _learned: tf.Tensor): tf.Scalar {
	return tf.scalar(0);
}
