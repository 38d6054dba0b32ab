/** Loss of a model on text it has not seen, with its standard error over windows. The library's own measure, never the learner's. */

import * as tf from '@tensorflow/tfjs';
import { drawWindows, type Split } from '#data/storyland/splits.ts';
import type { Model } from './gpt.ts';

export interface Measured {
	/** Nats per token. */
	readonly loss: number;
	readonly standardError: number;
	/** Predicted tokens. */
	readonly tokens: number;
}

/** A comparison with the floor needs this many predicted tokens or more. */
export const MIN_MEASURED_TOKENS = 8_192;

const ROWS_AT_ONCE = 16;

/** Measures on at least `atLeast` predicted tokens, in windows of `time` tokens. `between` is awaited between batches. */
export async function measureLoss(
	model: Model,
	time: number,
	text: { readonly split: Split; readonly seed: string; readonly atLeast: number },
	between: () => Promise<void> = async () => {},
): Promise<Measured> {
	const batches = Math.ceil(text.atLeast / (time - 1) / ROWS_AT_ONCE);
	const windows = drawWindows(text.split, text.seed, batches * ROWS_AT_ONCE, time);
	const means: number[] = [];
	for (let b = 0; b < batches; b++) {
		const rows = windows.subarray(b * ROWS_AT_ONCE * time, (b + 1) * ROWS_AT_ONCE * time);
		const perWindow = tf.tidy(() => lossPerWindow(model, tf.tensor2d(rows, [ROWS_AT_ONCE, time], 'int32')));
		means.push(...(await perWindow.data()));
		perWindow.dispose();
		await between();
	}
	return summarise(means, time - 1);
}

function lossPerWindow(model: Model, tokens: tf.Tensor2D): tf.Tensor1D {
	const [rows, time] = tokens.shape;
	const logits = model(tf.slice2d(tokens, [0, 0], [rows, time - 1]));
	const next = tf.oneHot(tf.slice2d(tokens, [0, 1], [rows, time - 1]), logits.shape[2]);
	// Summing [rows, time, vocabulary] over the last axis, then a mean over time, leaves rank 1.
	return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits, -1), next), -1), -1)) as tf.Tensor1D;
}

function summarise(means: readonly number[], predicted: number): Measured {
	const loss = means.reduce((a, b) => a + b, 0) / means.length;
	const variance = means.reduce((sum, mean) => sum + (mean - loss) ** 2, 0) / Math.max(1, means.length - 1);
	return { loss, standardError: Math.sqrt(variance / means.length), tokens: means.length * predicted };
}
