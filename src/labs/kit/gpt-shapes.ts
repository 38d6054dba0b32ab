/**
 * What a preset's config says of the model: its sizes, and the names and shapes of its parameters. Pure, so that the page knows them without tfjs.
 * Refuses a config that lacks a size.
 */
import { VOCABULARY_SIZE } from '#data/storyland/tokenizer.ts';

export interface GptConfig {
	readonly layers: number;
	readonly width: number;
	readonly heads: number;
	/** Longest text it can read, in tokens. */
	readonly time: number;
	readonly vocabulary: number;
}

/** A config without `vocabulary` is of a model of Storyland. @throws when it lacks one of the other sizes */
export function gptConfigOf(preset: Readonly<Record<string, number>>): GptConfig {
	const number = (key: string): number => {
		const value = preset[key];
		if (value === undefined) throw new Error(`The preset's config lacks "${key}": add it in lab.ts.`);
		return value;
	};
	return {
		layers: number('layers'),
		width: number('width'),
		heads: number('heads'),
		time: number('time'),
		vocabulary: preset['vocabulary'] ?? VOCABULARY_SIZE,
	};
}

/** Names and shapes of all parameters, in the order of the file. */
export function gptShapes(config: GptConfig): ReadonlyMap<string, readonly number[]> {
	const { layers, width, time, vocabulary } = config;
	const shapes = new Map<string, readonly number[]>([
		['token.embedding', [vocabulary, width]],
		['position.embedding', [time, width]],
	]);
	const dense = (name: string, from: number, to: number): void => void shapes.set(`${name}.weight`, [from, to]).set(`${name}.bias`, [to]);
	const norm = (name: string): void => void shapes.set(`${name}.scale`, [width]).set(`${name}.shift`, [width]);
	for (let i = 0; i < layers; i++) {
		norm(`blocks.${i}.norm1`);
		for (const part of ['query', 'key', 'value', 'output']) dense(`blocks.${i}.attention.${part}`, width, width);
		norm(`blocks.${i}.norm2`);
		dense(`blocks.${i}.mlp.up`, width, 4 * width);
		dense(`blocks.${i}.mlp.down`, 4 * width, width);
	}
	norm('norm');
	return shapes.set('head.weight', [width, vocabulary]);
}

export function countParameters(config: GptConfig): number {
	return [...gptShapes(config).values()].reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);
}
