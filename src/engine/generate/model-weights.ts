/**
 * The weights of a GPT by their names, put in the order in which decoding reads them. Takes the tensors as they are (no copies).
 * Refuses a missing weight, a wrong shape and heads that do not divide the width.
 */
import type * as tf from '@tensorflow/tfjs';

export interface DecoderConfig {
	readonly layers: number;
	readonly width: number;
	readonly heads: number;
	/** Fewer than `heads`: groups of heads share keys and values (Ainslie and others 2023, GQA). Default: `heads`. */
	readonly kvHeads?: number;
	readonly vocabulary: number;
	/** Longest text that the model was made for, in tokens. */
	readonly time: number;
	readonly norm: 'layer' | 'rms';
	readonly position: 'learned' | 'rope';
	readonly activation: 'gelu' | 'swiglu';
	/** Default 10,000 (Su and others 2021). */
	readonly ropeBase?: number;
	/** Added to the variance, or the mean square. Default: that of the ops, 1e-5 for layer norms and 1e-6 for RMS norms. */
	readonly epsilon?: number;
}

/** By the names of `gptShapes`; with swiglu also `blocks.N.mlp.gate.weight`. Biases may be missing; an RMS norm has no shift. */
export type DecoderWeights = ReadonlyMap<string, tf.Tensor>;

export interface Dense {
	/** [from, to]. */
	readonly weight: tf.Tensor;
	readonly bias: tf.Tensor | null;
}

export interface Norm {
	readonly scale: tf.Tensor;
	readonly shift: tf.Tensor | null;
}

export interface Block {
	readonly norm1: Norm;
	readonly query: Dense;
	readonly key: Dense;
	readonly value: Dense;
	readonly output: Dense;
	readonly norm2: Norm;
	readonly up: Dense;
	/** Only with swiglu: [width, hidden]. */
	readonly gate: tf.Tensor | null;
	readonly down: Dense;
}

export interface ModelWeights {
	readonly token: tf.Tensor;
	/** Only with learned positions. */
	readonly position: tf.Tensor | null;
	readonly blocks: readonly Block[];
	readonly norm: Norm;
	readonly head: tf.Tensor;
	/** Of the MLP. */
	readonly hidden: number;
	/** All of the above. */
	readonly all: readonly tf.Tensor[];
}

export function epsilonOf({ norm, epsilon = norm === 'layer' ? 1e-5 : 1e-6 }: DecoderConfig): number {
	return epsilon;
}

export function headDimOf({ width, heads, kvHeads = heads, position }: DecoderConfig): number {
	if (width % heads !== 0) throw new Error(`A width of ${width} cannot be shared by ${heads} heads.`);
	if (heads % kvHeads !== 0) throw new Error(`${heads} heads cannot share ${kvHeads} keys and values: make kvHeads a divisor of heads.`);
	const headDim = width / heads;
	if (position === 'rope' && headDim % 2 !== 0) throw new Error(`RoPE turns pairs, and a head of ${headDim} numbers has one left over.`);
	return headDim;
}

/**
 * @throws naming the first weight that is missing or has another shape than the config asks for
 */
export function readWeights(config: DecoderConfig, weights: DecoderWeights): ModelWeights {
	const { layers, width, heads, kvHeads = heads, vocabulary, time, norm, position, activation } = config;
	const kvWidth = kvHeads * headDimOf(config);
	const hidden = weights.get('blocks.0.mlp.up.weight')?.shape[1] ?? 4 * width;
	const all: tf.Tensor[] = [];
	const optional = (name: string, ...shape: number[]): tf.Tensor | null => {
		const found = weights.get(name);
		if (found === undefined) return null;
		if (found.shape.join() !== shape.join())
			throw new Error(`The weight ${name} has the shape [${found.shape.join(', ')}]; the config asks for [${shape.join(', ')}].`);
		all.push(found);
		return found;
	};
	const needed = (name: string, ...shape: number[]): tf.Tensor => {
		const found = optional(name, ...shape);
		if (found === null) throw new Error(`The weight ${name} is missing. Decoding finds weights by the names of gptShapes.`);
		return found;
	};
	const dense = (name: string, from: number, to: number): Dense => ({
		weight: needed(`${name}.weight`, from, to),
		bias: optional(`${name}.bias`, to),
	});
	const normOf = (name: string): Norm => ({
		scale: needed(`${name}.scale`, width),
		shift: norm === 'layer' ? needed(`${name}.shift`, width) : null,
	});
	const block = (_: unknown, i: number): Block => ({
		norm1: normOf(`blocks.${i}.norm1`),
		query: dense(`blocks.${i}.attention.query`, width, width),
		key: dense(`blocks.${i}.attention.key`, width, kvWidth),
		value: dense(`blocks.${i}.attention.value`, width, kvWidth),
		output: dense(`blocks.${i}.attention.output`, width, width),
		norm2: normOf(`blocks.${i}.norm2`),
		up: dense(`blocks.${i}.mlp.up`, width, hidden),
		gate: activation === 'swiglu' ? needed(`blocks.${i}.mlp.gate.weight`, width, hidden) : null,
		down: dense(`blocks.${i}.mlp.down`, hidden, width),
	});
	return {
		token: needed('token.embedding', vocabulary, width),
		position: position === 'learned' ? needed('position.embedding', time, width) : null,
		blocks: Array.from({ length: layers }, block),
		norm: normOf('norm'),
		head: needed('head.weight', width, vocabulary),
		hidden,
		all,
	};
}
