/**
 * A model that nobody trained, for measuring and testing how text is generated. Its weights are large enough that logits differ clearly.
 */
import * as tf from '@tensorflow/tfjs';
import { randomUnit } from '../ops/random.ts';
import type { DecoderConfig } from './model-weights.ts';

/** A weight before it is on a backend. */
export interface HostWeight {
	readonly shape: readonly number[];
	readonly values: Float32Array;
}

/** By the names that decoding asks for; with swiglu there are no biases. */
export function randomWeights(config: DecoderConfig, seed: number): Map<string, HostWeight> {
	const { layers, width, heads, kvHeads = heads, vocabulary, time, norm, position, activation } = config;
	const isModern = activation === 'swiglu';
	const weights = new Map<string, HostWeight>();
	const add = (name: string, deviation: number, ...shape: number[]): unknown =>
		weights.set(name, { shape, values: normal(seed + weights.size, shape, deviation) });
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
export function variablesOf(weights: ReadonlyMap<string, HostWeight>): Map<string, tf.Variable> {
	return new Map(
		[...weights].map(([name, { values, shape }]) => {
			const variable = tf.tidy(() => tf.variable(tf.tensor(values, [...shape])));
			return [name, variable] as const;
		}),
	);
}

/** Box and Muller 1958. */
function normal(seed: number, shape: readonly number[], deviation: number): Float32Array {
	return Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, (_, i) => {
		const radius = Math.sqrt(-2 * Math.log(1 - randomUnit(seed, 2 * i)));
		return deviation * radius * Math.cos(2 * Math.PI * randomUnit(seed, 2 * i + 1));
	});
}
