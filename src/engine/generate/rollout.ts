/**
 * What is asked of a decoder and what it gives. Decides how many positions have to be read; refuses prompts that do not fit.
 */
import * as tf from '@tensorflow/tfjs';
import { checkSampling, type Sampling } from './sample-token.ts';

export interface RolloutOptions extends Sampling {
	/** int32 [batch, promptTime], each text from the left; token ids below the vocabulary. */
	readonly prompts: tf.Tensor;
	/**
	 * Tokens of each prompt, 1 to promptTime; what stands behind them is not read. A tensor int32 [batch] stays on the GPU; numbers let the
	 * common part of the prompts be read without computing logits. Default: promptTime.
	 */
	readonly lengths?: tf.Tensor | readonly number[];
	/** Most new tokens of a row. */
	readonly maxNew: number;
	/** Random bits depend on the seed, the row and the position alone. Number or scalar tensor. */
	readonly seed: tf.Tensor | number;
	/** A row that has drawn it is done. */
	readonly stopToken?: number;
	/** Stands behind the end of a row. Default 0. */
	readonly padToken?: number;
	/** Asked between submits; true ends the rollout with what there is. */
	readonly stopped?: () => boolean;
	/** Shows what is there every so many positions, once prompts are read. Each time costs a read. */
	readonly onTokens?: { readonly every: number; readonly show: (soFar: Generated) => void };
}

/** On the GPU where the decoder is; the caller disposes them. */
export interface Rollout {
	/** int32 [batch, maxNew]: new tokens, the stop token included, then padding. */
	readonly tokens: tf.Tensor2D;
	/** float32 [batch, maxNew]: log-softmax of the raw logits at the token (temperature 1, no cuts), in nats; 0 at padding. */
	readonly logProbs: tf.Tensor2D;
	/** float32 [batch, maxNew]: 1 where a token was drawn, 0 at padding. */
	readonly mask: tf.Tensor2D;
	/** int32 [batch]: new tokens of each row, the stop token included. */
	readonly lengths: tf.Tensor1D;
}

export interface Generated {
	/** [batch · maxNew], as in Rollout. */
	readonly tokens: Int32Array;
	readonly logProbs: Float32Array;
	readonly lengths: Int32Array;
}

export interface Limits {
	readonly maxBatch: number;
	readonly maxTime: number;
	readonly vocabulary: number;
}

export interface Asked {
	readonly batch: number;
	readonly promptTime: number;
	readonly maxNew: number;
	/** Positions that every row has a prompt token for, but for the last: no logits are needed there. */
	readonly feeds: number;
	/** Positions to read in all. */
	readonly steps: number;
	readonly sampling: Required<Sampling>;
	/** -1: none. */
	readonly stopToken: number;
	readonly padToken: number;
}

/** @throws when the prompts do not fit the decoder, or a number has no meaning */
export function askedOf(options: RolloutOptions, { maxBatch, maxTime, vocabulary }: Limits): Asked {
	const { prompts, lengths, maxNew, stopToken = -1, padToken = 0 } = options;
	const [batch = 0, promptTime = 0] = prompts.shape;
	if (prompts.rank !== 2 || batch === 0 || promptTime === 0)
		throw new Error(
			`Prompts have the shape [${prompts.shape.join(', ')}]: give int32 [batch, promptTime], at least one token for each row.`,
		);
	if (prompts.dtype !== 'int32')
		throw new Error(`Prompts are token ids of type int32, not ${prompts.dtype}: tf.tensor2d(ids, shape, 'int32').`);
	if (batch > maxBatch) throw new Error(`${batch} prompts at once are more than maxBatch, ${maxBatch}: make the decoder for more.`);
	if (!Number.isInteger(maxNew) || maxNew < 1) throw new Error(`maxNew is ${maxNew}: give how many tokens to draw, 1 or more.`);
	if (promptTime + maxNew > maxTime)
		throw new Error(`Prompts of ${promptTime} and ${maxNew} new tokens are more than maxTime, ${maxTime}: shorten one of them.`);
	const every = options.onTokens?.every ?? 1;
	if (!Number.isInteger(every) || every < 1) throw new Error(`onTokens.every is ${every}: give how many tokens come between two looks.`);
	if (stopToken >= vocabulary) throw new Error(`The stop token ${stopToken} is not in a vocabulary of ${vocabulary}.`);
	const { shortest, longest } = lengthsOf(lengths, batch, promptTime);
	return {
		batch,
		promptTime,
		maxNew,
		feeds: shortest - 1,
		steps: longest + maxNew - 1,
		sampling: checkSampling(options),
		stopToken,
		padToken,
	};
}

function lengthsOf(lengths: RolloutOptions['lengths'], batch: number, promptTime: number): { shortest: number; longest: number } {
	if (lengths === undefined) return { shortest: promptTime, longest: promptTime };
	const size = lengths instanceof tf.Tensor ? lengths.size : lengths.length;
	if (size !== batch) throw new Error(`There are ${size} lengths for ${batch} prompts.`);
	if (lengths instanceof tf.Tensor) return { shortest: 1, longest: promptTime };
	const wrong = lengths.find((length) => !Number.isInteger(length) || length < 1 || length > promptTime);
	if (wrong !== undefined) throw new Error(`A prompt of ${wrong} tokens is not between 1 and ${promptTime}, the width of the prompts.`);
	return { shortest: Math.min(...lengths), longest: Math.max(...lengths) };
}

export async function readRollout({ tokens, logProbs, lengths }: Rollout): Promise<Generated> {
	const [ids, floats, counts] = await Promise.all([tokens.data(), logProbs.data(), lengths.data()]);
	return { tokens: Int32Array.from(ids), logProbs: Float32Array.from(floats), lengths: Int32Array.from(counts) };
}

/** @throws when a weight was disposed after the decoder was made */
export function checkAlive(weights: readonly tf.Tensor[]): void {
	if (weights.some(({ isDisposed }) => isDisposed))
		throw new Error('A weight of this decoder was disposed. Make a new decoder from the weights that the model has now.');
}
