/**
 * What a GPT and its batch need in memory while they train, from the preset's config alone, in bytes. Pure. With N parameters, B·T tokens in a
 * batch, L layers, width d, h heads and a vocabulary of V, all in f32:
 *   weights 4N, gradients 4N, AdamW's two moments 8N (Kingma & Ba 2015)
 *   activations kept for the way back 4·B·T·(L·(16d + 2hT) + 3d + 3V), counted as Korthikanti et al. 2022 do (Reducing activation recomputation)
 * That is a step whose memory is planned. Written out in tfjs and not recorded, every tensor of a step lives until the step ends.
 */
import { countParameters, gptConfigOf } from './gpt-shapes.ts';

const FLOAT_BYTES = 4;
/**
 * In widths of one token and block: two norms 2, query, key and value 3, mixed and projected 2, MLP 4 + 4 + 1. In [heads, time] beside them:
 * scores and the weights made of them, 2, where attention is written out.
 */
const WIDTHS_PER_BLOCK = 16;
/** Tensors of a whole step over those kept for the way back: 8.2 to 9.6 in the three sizes that the test measures. */
const EAGER_ACTIVATIONS = 9;
/** Tensors of the size of the parameters that an AdamW written in tfjs makes on its way. */
const EAGER_UPDATES = 13;

export interface MemoryEstimate {
	readonly weights: number;
	readonly gradients: number;
	readonly moments: number;
	readonly activations: number;
	/** A recorded step, its memory planned. */
	readonly recorded: number;
	/** The same step run as it is written. */
	readonly eager: number;
}

/** Null for a config that does not describe a GPT and a batch. `isFused`: attention is one kernel that keeps no scores. */
export function estimateMemory(preset: Readonly<Record<string, number>>, isFused = false): MemoryEstimate | null {
	const batch = preset['batch'];
	if (batch === undefined || ['layers', 'width', 'heads', 'time'].some((key) => preset[key] === undefined)) return null;
	const config = gptConfigOf(preset);
	const { layers, width, heads, time, vocabulary } = config;
	const ofParameters = FLOAT_BYTES * countParameters(config);
	const perBlock = WIDTHS_PER_BLOCK * width + (isFused ? 0 : 2 * heads * time);
	const activations = FLOAT_BYTES * batch * time * (layers * perBlock + 3 * width + 3 * vocabulary);
	const [weights, gradients, moments] = [ofParameters, ofParameters, 2 * ofParameters];
	return {
		weights,
		gradients,
		moments,
		activations,
		recorded: weights + gradients + moments + activations,
		eager: weights + gradients + moments + EAGER_ACTIVATIONS * activations + EAGER_UPDATES * ofParameters,
	};
}
