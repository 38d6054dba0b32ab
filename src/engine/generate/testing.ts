/** Models and prompts for the tests of decoding, the same on every backend. Only tests import this. */
import * as tf from '@tensorflow/tfjs';
import { type HostTensor, normal } from '../ops/testing.ts';
import type { DecoderOptions } from './decoder-options.ts';
import type { DecoderConfig } from './model-weights.ts';
import { PlainDecoder } from './plain-decoder.ts';
import { type Generated, type RolloutOptions, readRollout } from './rollout.ts';

/** LayerNorm, learned positions, GELU, biases: the GPT of the labs. */
export const CLASSIC: DecoderConfig = {
	...{ layers: 2, width: 16, heads: 2, vocabulary: 11, time: 24 },
	...{ norm: 'layer', position: 'learned', activation: 'gelu' },
};

/** RMSNorm, RoPE, SwiGLU, shared keys and values, and sizes that no tile divides. */
export const MODERN: DecoderConfig = {
	...{ layers: 2, width: 24, heads: 4, kvHeads: 2, vocabulary: 13, time: 24 },
	...{ norm: 'rms', position: 'rope', activation: 'swiglu' },
};

/** Random weights with the names of the labs' models; `MODERN` ones have no biases. Large enough that logits differ clearly. */
export function randomWeights(config: DecoderConfig, seed: number): Map<string, HostTensor> {
	const { layers, width, heads, kvHeads = heads, vocabulary, time, norm, position, activation } = config;
	const isModern = activation === 'swiglu';
	const weights = new Map<string, HostTensor>();
	const add = (name: string, deviation: number, ...shape: number[]): unknown =>
		weights.set(name, normal(seed + weights.size, shape, deviation));
	const dense = (name: string, from: number, to: number): void => {
		add(`${name}.weight`, 1.5 / Math.sqrt(from), from, to);
		if (!isModern) add(`${name}.bias`, 0.3, to);
	};
	const addNorm = (name: string): void => {
		add(`${name}.scale`, 1, width);
		if (norm === 'layer') add(`${name}.shift`, 0.3, width);
	};
	const kvWidth = (width / heads) * kvHeads;
	const hidden = isModern ? 37 : 4 * width;
	add('token.embedding', 1, vocabulary, width);
	if (position === 'learned') add('position.embedding', 0.5, time, width);
	for (let i = 0; i < layers; i += 1) {
		addNorm(`blocks.${i}.norm1`);
		dense(`blocks.${i}.attention.query`, width, width);
		for (const part of ['key', 'value']) dense(`blocks.${i}.attention.${part}`, width, kvWidth);
		dense(`blocks.${i}.attention.output`, width, width);
		addNorm(`blocks.${i}.norm2`);
		for (const part of isModern ? ['up', 'gate'] : ['up']) dense(`blocks.${i}.mlp.${part}`, width, hidden);
		dense(`blocks.${i}.mlp.down`, hidden, width);
	}
	addNorm('norm');
	add('head.weight', 1 / Math.sqrt(width), width, vocabulary);
	return weights;
}

/** On the current backend. */
export function variablesOf(weights: ReadonlyMap<string, HostTensor>): Map<string, tf.Variable> {
	return new Map(
		[...weights].map(([name, { values, shape }]) => {
			const variable = tf.tidy(() => tf.variable(tf.tensor(values, [...shape])));
			return [name, variable] as const;
		}),
	);
}

export type HostRollout = Omit<RolloutOptions, 'prompts'> & { readonly prompts: readonly (readonly number[])[] };

export function onDevice({ prompts, ...others }: HostRollout): RolloutOptions {
	return {
		...others,
		prompts: tf.tensor2d(
			prompts.map((prompt) => [...prompt]),
			undefined,
			'int32',
		),
	};
}

/** What plain tfjs on WASM gives, and how near each row came to other tokens. The current backend is webgpu again afterwards. */
export async function onWasm(
	options: Omit<DecoderOptions, 'weights'>,
	weights: ReadonlyMap<string, HostTensor>,
	asked: HostRollout,
): Promise<Generated & { margins: Float32Array }> {
	await tf.setBackend('wasm');
	const variables = variablesOf(weights);
	const decoder = new PlainDecoder({ ...options, weights: variables });
	const given = onDevice(asked);
	const rollout = await decoder.rollout(given);
	const read = await readRollout(rollout);
	tf.dispose([...variables.values(), ...Object.values({ ...rollout }), given.prompts]);
	await tf.setBackend('webgpu');
	return { ...read, margins: decoder.margins };
}
