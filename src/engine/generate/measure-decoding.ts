/**
 * What generation costs on the current backend: dispatches and JavaScript time a token, submits, and the time of it all. The times of a
 * software adapter say nothing about a graphics card; counts and JavaScript time hold everywhere.
 */
import * as tf from '@tensorflow/tfjs';
import { createDecoder } from './create-decoder.ts';
import type { DecoderConfig } from './model-weights.ts';
import { randomWeights, variablesOf } from './random-weights.ts';

export interface DecodingWork {
	readonly config: DecoderConfig;
	readonly rollouts: number;
	readonly promptTime: number;
	readonly newTokens: number;
	/** Rollouts of the whole batch that count; one more comes before them, for compiling and finding the pace. */
	readonly rounds: number;
}

export interface DecodingReport extends DecodingWork {
	readonly parameters: number;
	/** Of one token of every rollout. */
	readonly dispatchesPerToken: number;
	/** For each round. Nothing is read back and nothing written between them. */
	readonly submits: readonly number[];
	readonly recordings: number;
	/** Of one token of every rollout: the submit with the least, and the median of the rounds, in which a busy device may be waited for. */
	readonly jsMsPerToken: { readonly min: number; readonly median: number };
	/** First submit to last token on the GPU, of each round. */
	readonly ms: readonly number[];
	readonly cacheBytes: number;
}

/** 100 thousand parameters, as in a step of reinforcement learning in the labs. */
const REINFORCEMENT: DecodingWork = {
	config: {
		...{ layers: 2, width: 64, heads: 4, vocabulary: 64, time: 64 },
		...{ norm: 'layer', position: 'learned', activation: 'gelu' },
	},
	...{ rollouts: 256, promptTime: 8, newTokens: 32, rounds: 3 },
};

export async function measureDecoding(work: Partial<DecodingWork> = {}): Promise<DecodingReport> {
	const whole = { ...REINFORCEMENT, ...work };
	const { config, rollouts, promptTime, newTokens, rounds } = whole;
	const weights = variablesOf(randomWeights(config, 1));
	const decoder = createDecoder({ config, weights, maxBatch: rollouts, maxTime: promptTime + newTokens });
	const prompts = tf.tidy(() => tf.randomUniformInt([rollouts, promptTime], 0, config.vocabulary, 1));
	const statuses = [];
	for (let round = 0; round <= rounds; round += 1) {
		tf.dispose({ ...(await decoder.rollout({ prompts, maxNew: newTokens, seed: round })) });
		if (round > 0) statuses.push(decoder.status);
	}
	const { dispatchesPerToken, recordings, bytes } = decoder.status;
	const parameters = [...weights.values()].reduce((sum, { size }) => sum + size, 0);
	decoder.dispose();
	tf.dispose([...weights.values(), prompts]);
	const jsMs = statuses.map(({ jsMsPerToken }) => jsMsPerToken).sort((a, b) => a - b);
	return {
		...whole,
		...{ parameters, dispatchesPerToken, recordings, cacheBytes: bytes },
		submits: statuses.map(({ submits }) => submits),
		jsMsPerToken: {
			min: Math.min(...statuses.map(({ leastJsMsPerToken }) => leastJsMsPerToken)),
			median: jsMs[Math.floor(jsMs.length / 2)] ?? 0,
		},
		ms: statuses.map(({ ms }) => ms),
	};
}
