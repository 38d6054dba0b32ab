/**
 * What a preset's config says of a model between GPT-2 and today: its switches, sizes, and the names and shapes of its parameters. Pure, so that
 * checks and pages know them without tfjs. Refuses a config that lacks a size.
 */
import { type GptConfig, gptConfigOf } from './gpt-shapes.ts';

/** What a block can do in two ways. The first of each is GPT-2's. */
export interface Switches {
	readonly norm: 'layer' | 'rms';
	readonly positions: 'learned' | 'rope';
	readonly mlp: 'gelu' | 'swiglu';
	readonly heads: number;
	/** Heads that hold keys and values; `heads` in GPT-2. */
	readonly kvHeads: number;
}

export interface ModernConfig extends GptConfig, Switches {
	readonly biases: boolean;
	/** The head is the embedding, read the other way. */
	readonly tied: boolean;
}

/** A preset's config in numbers: rms, rope, swiglu, biases and tied are 0 or 1; kvHeads is a count. What is missing is as in GPT-2, untied. */
export function modernConfigOf(preset: Readonly<Record<string, number>>): ModernConfig {
	const gpt = gptConfigOf(preset);
	const is = (key: string, usual: number): boolean => (preset[key] ?? usual) === 1;
	return {
		...gpt,
		norm: is('rms', 0) ? 'rms' : 'layer',
		positions: is('rope', 0) ? 'rope' : 'learned',
		mlp: is('swiglu', 0) ? 'swiglu' : 'gelu',
		kvHeads: preset['kvHeads'] ?? gpt.heads,
		biases: is('biases', 1),
		tied: is('tied', 0),
	};
}

/** Hidden units of the MLP: 4 · width with one way in, and with two ways in as many as give the same number of weights. */
export function hiddenUnits({ width, mlp }: Pick<ModernConfig, 'width' | 'mlp'>): number {
	return mlp === 'swiglu' ? Math.round((8 * width) / 3) : 4 * width;
}

/** Short names and shapes of one block's parameters, in the order of the file. */
export function blockShapes(
	config: Pick<ModernConfig, 'width' | 'heads' | 'kvHeads' | 'norm' | 'mlp' | 'biases'>,
): [string, readonly number[]][] {
	const { width, heads, kvHeads, norm, mlp, biases } = config;
	const keys = (width / heads) * kvHeads;
	const hidden = hiddenUnits(config);
	const norms = ['norm1', 'norm2'].flatMap((name): [string, readonly number[]][] =>
		norm === 'rms'
			? [[`${name}.scale`, [width]]]
			: [
					[`${name}.scale`, [width]],
					[`${name}.shift`, [width]],
				],
	);
	const dense = (name: string, from: number, to: number): [string, readonly number[]][] =>
		biases
			? [
					[`${name}.weight`, [from, to]],
					[`${name}.bias`, [to]],
				]
			: [[`${name}.weight`, [from, to]]];
	const attention = [dense('query', width, width), dense('key', width, keys), dense('value', width, keys), dense('output', width, width)];
	const gate = mlp === 'swiglu' ? [dense('gate', width, hidden)] : [];
	return [...norms, ...[...attention, ...gate, dense('up', width, hidden), dense('down', hidden, width)].flat()];
}

/** Names and shapes of all parameters, in the order of the file. */
export function modernShapes(config: ModernConfig): ReadonlyMap<string, readonly number[]> {
	const { layers, width, time, vocabulary, positions, norm, tied } = config;
	const shapes = new Map<string, readonly number[]>([['token.embedding', [vocabulary, width]]]);
	if (positions === 'learned') shapes.set('position.embedding', [time, width]);
	for (let i = 0; i < layers; i++) for (const [name, shape] of blockShapes(config)) shapes.set(`blocks.${i}.${name}`, shape);
	shapes.set('norm.scale', [width]);
	if (norm === 'layer') shapes.set('norm.shift', [width]);
	return tied ? shapes : shapes.set('head.weight', [width, vocabulary]);
}

export function countModernWeights(config: ModernConfig): number {
	return [...modernShapes(config).values()].reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);
}
