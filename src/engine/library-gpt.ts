/**
 * A GPT on the engine's fused ops: GPT-2's form (Radford 2019), or with RMSNorm, rotary positions, SwiGLU and grouped queries. The same
 * numbers as plain tfjs, in a tenth of the commands. Its projections are packed: query, key and value are one matrix.
 * Refuses a width that the heads do not divide and a text longer than its context.
 */
import * as tf from '@tensorflow/tfjs';
import { causalAttention } from './ops/causal-attention.ts';
import { softmaxCrossEntropy } from './ops/cross-entropy.ts';
import { embedding } from './ops/embedding.ts';
import { layerNorm } from './ops/layer-norm.ts';
import { linear } from './ops/linear.ts';
import { mlp } from './ops/mlp.ts';
import { randomUnit } from './ops/random.ts';
import { rmsNorm } from './ops/rms-norm.ts';
import { swiglu } from './ops/swiglu.ts';

export interface LibraryGptConfig {
	readonly layers: number;
	readonly width: number;
	readonly heads: number;
	/** Longest text, in tokens. */
	readonly time: number;
	readonly vocabulary: number;
	/** Heads of keys and values; as many as `heads` unless given (Ainslie 2023). */
	readonly kvHeads?: number;
	readonly norm?: 'layer' | 'rms';
	readonly position?: 'learned' | 'rope';
	readonly activation?: 'gelu' | 'swiglu';
}

export interface LibraryGpt {
	readonly config: LibraryGptConfig;
	/** By name, for example `blocks.0.attention.qkv.weight`. */
	readonly parameters: ReadonlyMap<string, tf.Variable>;
	/** tokens int32 [batch, time] → logits [batch, time, vocabulary]. */
	logits(tokens: tf.Tensor2D): tf.Tensor;
	/** Mean cross-entropy of targets int32 [batch, time], nats per token; mask [batch, time] of 0 and 1 leaves places out. */
	loss(tokens: tf.Tensor2D, targets: tf.Tensor2D, mask?: tf.Tensor2D): tf.Scalar;
	dispose(): void;
}

const ROPE_BASE = 10_000;

/** Names and shapes of all parameters, in a fixed order. */
export function libraryGptShapes(config: LibraryGptConfig): ReadonlyMap<string, readonly number[]> {
	const { layers, width, heads, vocabulary, time, kvHeads = heads, norm = 'layer', position = 'learned', activation = 'gelu' } = config;
	const headWidth = width / heads;
	const hidden = hiddenOf(config);
	const shapes = new Map<string, readonly number[]>([['token.embedding', [vocabulary, width]]]);
	if (position === 'learned') shapes.set('position.embedding', [time, width]);
	const dense = (name: string, from: number, to: number): void => {
		shapes.set(`${name}.weight`, [from, to]).set(`${name}.bias`, [to]);
	};
	const normal = (name: string): void => {
		shapes.set(`${name}.scale`, [width]);
		if (norm === 'layer') shapes.set(`${name}.shift`, [width]);
	};
	for (let i = 0; i < layers; i += 1) {
		normal(`blocks.${i}.norm1`);
		dense(`blocks.${i}.attention.qkv`, width, (heads + 2 * kvHeads) * headWidth);
		dense(`blocks.${i}.attention.output`, width, width);
		normal(`blocks.${i}.norm2`);
		if (activation === 'swiglu') dense(`blocks.${i}.mlp.gate`, width, hidden);
		dense(`blocks.${i}.mlp.up`, width, hidden);
		dense(`blocks.${i}.mlp.down`, hidden, width);
	}
	normal('norm');
	return shapes.set('head.weight', [width, vocabulary]);
}

/** Four times the width; a third less for SwiGLU, whose third matrix makes up for it (Shazeer 2020). */
function hiddenOf({ width, activation = 'gelu' }: LibraryGptConfig): number {
	return activation === 'gelu' ? 4 * width : 4 * Math.ceil((2 * width) / 3);
}

/** Scales 1, shifts and biases 0, embeddings N(0, 0.02), matrices N(0, 1/√from), those that write to the residual stream smaller by √(2·layers). */
export function initialLibraryWeights(config: LibraryGptConfig, seed: number): Map<string, Float32Array> {
	let counter = 0;
	const normal = (): number => {
		const [a, b] = [randomUnit(seed, counter), randomUnit(seed, counter + 1)];
		counter += 2;
		return Math.sqrt(-2 * Math.log(1 - a)) * Math.cos(2 * Math.PI * b);
	};
	return new Map(
		[...libraryGptShapes(config)].map(([name, shape]) => {
			const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
			if (name.endsWith('.scale')) return [name, data.fill(1)] as const;
			if (shape.length === 1) return [name, data] as const;
			const writes = /attention\.output|mlp\.down/.test(name) ? Math.sqrt(2 * config.layers) : 1;
			const deviation = name.endsWith('embedding') ? 0.02 : 1 / Math.sqrt(shape[0] ?? 1) / writes;
			return [name, data.map(() => deviation * normal())] as const;
		}),
	);
}

/**
 * @throws when the heads do not divide the width, or a weight is missing or of another size
 */
export function createLibraryGpt(config: LibraryGptConfig, weights: ReadonlyMap<string, Float32Array>): LibraryGpt {
	const { layers, width, heads, kvHeads = heads, norm = 'layer', position = 'learned', activation = 'gelu' } = config;
	if (width % heads !== 0) throw new Error(`A width of ${width} cannot be shared by ${heads} heads.`);
	if (heads % kvHeads !== 0) throw new Error(`${heads} heads cannot share ${kvHeads} heads of keys and values.`);
	const parameters = new Map<string, tf.Variable>();
	for (const [name, shape] of libraryGptShapes(config)) {
		const start = weights.get(name);
		if (start?.length !== shape.reduce((a, b) => a * b, 1)) throw new Error(`${name} needs weights of shape [${shape.join(', ')}].`);
		parameters.set(
			name,
			tf.tidy(() => tf.variable(tf.tensor(start, [...shape]))),
		);
	}
	const at = (name: string): tf.Variable => {
		const found = parameters.get(name);
		if (found === undefined) throw new Error(`The model has no parameter ${name}.`);
		return found;
	};
	const dense = (x: tf.Tensor, name: string, options: Parameters<typeof linear>[3] = {}): tf.Tensor =>
		linear(x, at(`${name}.weight`), at(`${name}.bias`), options);
	const normal = (x: tf.Tensor, name: string): tf.Tensor =>
		norm === 'layer' ? layerNorm(x, at(`${name}.scale`), at(`${name}.shift`)) : rmsNorm(x, at(`${name}.scale`));
	const rope = position === 'rope' ? { base: ROPE_BASE } : null;

	function attend(x: tf.Tensor, block: string): tf.Tensor {
		const qkv = dense(normal(x, `${block}.norm1`), `${block}.attention.qkv`);
		return dense(causalAttention(qkv, { heads, kvHeads, rope }), `${block}.attention.output`, { residual: x });
	}

	function think(x: tf.Tensor, block: string): tf.Tensor {
		const inner = normal(x, `${block}.norm2`);
		const layer = (name: string) => ({ weight: at(`${block}.mlp.${name}.weight`), bias: at(`${block}.mlp.${name}.bias`) });
		if (activation === 'gelu') return mlp(inner, layer('up'), layer('down'), { residual: x });
		const hidden = swiglu(dense(inner, `${block}.mlp.gate`), dense(inner, `${block}.mlp.up`));
		return dense(hidden, `${block}.mlp.down`, { residual: x });
	}

	function logits(tokens: tf.Tensor2D): tf.Tensor {
		const time = tokens.shape[1];
		if (time > config.time) throw new Error(`A text of ${time} tokens is longer than the model's context of ${config.time}.`);
		return tf.tidy(() => {
			const places = position === 'learned' ? at('position.embedding') : undefined;
			let x = embedding(at('token.embedding'), tokens, places);
			for (let i = 0; i < layers; i += 1) x = think(attend(x, `blocks.${i}`), `blocks.${i}`);
			return linear(normal(x, 'norm'), at('head.weight'));
		});
	}

	return {
		config,
		parameters,
		logits,
		loss: (tokens, targets, mask) => tf.tidy(() => softmaxCrossEntropy(logits(tokens), targets, mask)),
		dispose: () => tf.dispose([...parameters.values()]),
	};
}
