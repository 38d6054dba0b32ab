/**
 * A GPT as a policy: many samples at once from the engine's decoder, seeded, and the log-probabilities of what was sampled, to train on.
 * Weights are read as they are at each call. Refuses a checkpoint that is not of the model's shapes.
 */
import * as tf from '@tensorflow/tfjs';
import { decodeSafetensors } from '#contract/safetensors.ts';
import { createDecoder } from '#engine/generate/create-decoder.ts';
import type { Rollout } from '#engine/generate/rollout.ts';
import type { Gpt, StartingWeights } from './gpt.ts';
import { type GptConfig, gptShapes } from './gpt-shapes.ts';

/** @throws a sentence that says what is missing or misshapen */
export function readCheckpoint(bytes: ArrayBuffer | null, config: GptConfig): StartingWeights {
	if (bytes === null) throw new Error('The run was given no checkpoint to start from.');
	const read = decodeSafetensors(new Uint8Array(bytes));
	if (!read.ok) throw new Error(`The checkpoint cannot be read. ${read.message}`);
	const { tensors } = read.weights;
	for (const [name, shape] of gptShapes(config)) {
		const got = tensors.get(name);
		if (got?.shape.join() !== shape.join()) throw new Error(`The checkpoint needs ${name} in the shape [${shape.join(', ')}].`);
	}
	return tensors;
}

export interface PolicySizes {
	/** Most prompts at once. */
	readonly rows: number;
	/** Most tokens that are drawn for a prompt. */
	readonly maxNew: number;
	readonly stopToken: number;
}

export interface SampleOptions {
	readonly seed: number;
	/** Default 1. 0 takes the most probable token. */
	readonly temperature?: number;
	readonly stopped?: () => boolean;
}

export interface Samples extends Rollout {
	/** int32 [rows, promptTime + maxNew]: what was asked and what came. */
	readonly whole: tf.Tensor2D;
	/** The tokens of each row that were drawn, the stop token included. */
	readonly drawn: readonly (readonly number[])[];
}

export interface Policy {
	/** prompts: as many tokens in each row. The caller disposes the tensors (disposeSamples). */
	sample(prompts: readonly (readonly number[])[], options: SampleOptions): Promise<Samples>;
	/** The same in parts of at most `rows`, tokens alone, for a measure. */
	answers(prompts: readonly (readonly number[])[], options: SampleOptions): Promise<number[][]>;
	dispose(): void;
}

export function createPolicy(gpt: Pick<Gpt, 'config' | 'params'>, { rows, maxNew, stopToken }: PolicySizes): Policy {
	const decoder = createDecoder({
		config: { ...gpt.config, norm: 'layer', position: 'learned', activation: 'gelu' },
		weights: gpt.params,
		maxBatch: rows,
		maxTime: gpt.config.time,
	});
	const sample: Policy['sample'] = async (rowsOfTokens, { seed, temperature = 1, stopped }) => {
		const width = rowsOfTokens[0]?.length ?? 0;
		const prompts = tf.tensor2d(rowsOfTokens.flat(), [rowsOfTokens.length, width], 'int32');
		const room = Math.min(maxNew, gpt.config.time - width);
		const asked = { prompts, maxNew: room, seed, temperature, stopToken, ...(stopped === undefined ? {} : { stopped }) };
		const rollout = await decoder.rollout(asked);
		const [tokens, lengths] = await Promise.all([rollout.tokens.data(), rollout.lengths.data()]);
		// concat of rank-2 tensors is rank 2; its declared type does not say so.
		const whole = tf.concat([prompts, rollout.tokens], 1) as tf.Tensor2D;
		prompts.dispose();
		const drawn = rowsOfTokens.map((_, row) => Array.from(tokens.slice(row * room, row * room + (lengths[row] ?? 0))));
		return { ...rollout, whole, drawn };
	};
	return {
		sample,
		async answers(prompts, options) {
			const all: number[][] = [];
			for (let from = 0; from < prompts.length; from += rows) {
				const samples = await sample(prompts.slice(from, from + rows), { ...options, seed: options.seed + from });
				all.push(...samples.drawn.map((row) => [...row]));
				disposeSamples(samples);
			}
			return all;
		},
		dispose: () => decoder.dispose(),
	};
}

export function disposeSamples({ tokens, logProbs, mask, lengths, whole }: Samples): void {
	tf.dispose([tokens, logProbs, mask, lengths, whole]);
}

/**
 * Log-probabilities of the tokens behind the prompt, in nats: whole int32 [rows, time] → [rows, time − promptTime]. Differentiable by the
 * model's parameters. Padding gets numbers too: they mean nothing.
 */
export function tokenLogProbs(gpt: Pick<Gpt, 'config' | 'logits'>, whole: tf.Tensor2D, promptTime: number): tf.Tensor2D {
	return tf.tidy(() => {
		const [rows, time] = whole.shape;
		const { vocabulary } = gpt.config;
		const logits = gpt.logits(tf.slice2d(whole, [0, 0], [rows, time - 1]));
		// The logits after the prompt's last token are about the first token that was drawn.
		const about = tf.slice(logits, [0, promptTime - 1, 0], [rows, time - promptTime, vocabulary]);
		const drawn = tf.slice2d(whole, [0, promptTime], [rows, time - promptTime]);
		const ofDrawn = tf.sum(tf.mul(tf.logSoftmax(about, -1), tf.oneHot(drawn, vocabulary)), -1);
		// The vocabulary axis is summed away: rank 2.
		return ofDrawn as tf.Tensor2D;
	});
}
