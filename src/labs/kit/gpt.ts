/**
 * GPT-2, small: token and position embeddings, pre-LayerNorm blocks of causal attention and a GELU MLP, an output head of its own.
 * On the engine's fused ops, which are plain tfjs where there is no GPU. The attention is given from outside, so that the learner's own code is what runs and what is drawn.
 * Refuses a width that the heads do not divide and a text longer than its context.
 */

import * as tf from '@tensorflow/tfjs';
import { seededRandom } from '#data/storyland/random.ts';
import { embedding } from '#engine/ops/embedding.ts';
import { layerNorm } from '#engine/ops/layer-norm.ts';
import { type LinearOptions, linear } from '#engine/ops/linear.ts';
import { mlp } from '#engine/ops/mlp.ts';
import { type GptConfig, gptShapes } from './gpt-shapes.ts';

/** q, k [..., time, headDim], v [..., time, valueDim] → [..., time, valueDim]. */
export type Attention = (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) => tf.Tensor;

/** tokens int32 [batch, time] → logits [batch, time, vocabulary]: at each place, scores for the token that comes next. */
export type Model = (tokens: tf.Tensor2D) => tf.Tensor3D;

export interface Gpt {
	readonly config: GptConfig;
	/** By name, for example `blocks.0.attention.query.weight`. */
	readonly params: ReadonlyMap<string, tf.Variable>;
	readonly logits: Model;
	/** The same with the place of each token given, int32 [batch, time]: for texts that are packed into one row, each with places of its own. */
	readonly logitsAt: (tokens: tf.Tensor2D, positions: tf.Tensor2D) => tf.Tensor3D;
	/** Weights of every head, [layers · heads, time, time], for one text [1, time]: the attention applied to the identity. */
	attentionMaps(tokens: tf.Tensor2D): tf.Tensor3D;
	dispose(): void;
}

/** Scales 1, shifts and biases 0, embeddings N(0, 0.02), other weights N(0, 1/√from), the ones that write to the residual stream smaller by √(2·layers). */
export function initialWeights(config: GptConfig, seed: number): Map<string, { shape: readonly number[]; data: Float32Array }> {
	const random = seededRandom(`weights/${seed}`);
	const weights = new Map<string, { shape: readonly number[]; data: Float32Array }>();
	for (const [name, shape] of gptShapes(config)) {
		const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
		if (name.endsWith('.scale')) data.fill(1);
		else if (shape.length > 1) {
			const writes = /attention\.output|mlp\.down/.test(name) ? Math.sqrt(2 * config.layers) : 1;
			const deviation = name.endsWith('embedding') ? 0.02 : 1 / Math.sqrt(shape[0] ?? 1) / writes;
			for (let i = 0; i < data.length; i++) data[i] = deviation * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
		}
		weights.set(name, { shape, data });
	}
	return weights;
}

export type StartingWeights = ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;

export function createGpt(config: GptConfig, weights: StartingWeights, attention: Attention): Gpt {
	const { layers, width, heads } = config;
	if (width % heads !== 0) throw new Error(`A width of ${width} cannot be shared by ${heads} heads.`);
	const params = new Map<string, tf.Variable>();
	for (const [name, shape] of gptShapes(config)) {
		const start = weights.get(name);
		if (start === undefined || start.shape.join() !== shape.join()) throw new Error(`${name} needs the shape [${shape.join(', ')}].`);
		params.set(
			name,
			tf.tidy(() => tf.variable(tf.tensor(start.data, [...shape]))),
		);
	}
	const param = (name: string): tf.Variable => {
		const found = params.get(name);
		if (found === undefined) throw new Error(`The model has no parameter ${name}.`);
		return found;
	};
	const dense = (x: tf.Tensor, name: string, options: LinearOptions = {}): tf.Tensor =>
		linear(x, param(`${name}.weight`), param(`${name}.bias`), options);
	const norm = (x: tf.Tensor, name: string): tf.Tensor => layerNorm(x, param(`${name}.scale`), param(`${name}.shift`));

	function embed(tokens: tf.Tensor2D, positions: tf.Tensor2D | null): tf.Tensor {
		const time = tokens.shape[1];
		if (time > config.time) throw new Error(`A text of ${time} tokens is longer than the model's context of ${config.time}.`);
		if (positions === null) return embedding(param('token.embedding'), tokens, param('position.embedding'));
		return tf.add(embedding(param('token.embedding'), tokens), embedding(param('position.embedding'), positions));
	}

	/** [batch, time, width] → [batch, heads, time, width / heads]. */
	function splitHeads(x: tf.Tensor): tf.Tensor {
		const [batch = 1, time = 1] = x.shape;
		return tf.transpose(tf.reshape(x, [batch, time, heads, width / heads]), [0, 2, 1, 3]);
	}

	function attend(x: tf.Tensor, block: string): tf.Tensor {
		const inner = norm(x, `${block}.norm1`);
		const [q, k, v] = ['query', 'key', 'value'].map((part) => splitHeads(dense(inner, `${block}.attention.${part}`)));
		if (q === undefined || k === undefined || v === undefined) throw new Error('A block needs query, key and value.');
		const mixed = tf.reshape(tf.transpose(attention(q, k, v), [0, 2, 1, 3]), x.shape);
		return dense(mixed, `${block}.attention.output`, { residual: x });
	}

	function think(x: tf.Tensor, block: string): tf.Tensor {
		const layer = (name: string) => ({ weight: param(`${block}.mlp.${name}.weight`), bias: param(`${block}.mlp.${name}.bias`) });
		return mlp(norm(x, `${block}.norm2`), layer('up'), layer('down'), { residual: x });
	}

	function mapsOf(x: tf.Tensor, block: string): tf.Tensor {
		const time = x.shape[1] ?? 1;
		const inner = norm(x, `${block}.norm1`);
		const q = splitHeads(dense(inner, `${block}.attention.query`));
		const k = splitHeads(dense(inner, `${block}.attention.key`));
		const identity = tf.tile(tf.reshape(tf.eye(time), [1, 1, time, time]), [1, heads, 1, 1]);
		return tf.reshape(attention(q, k, identity), [heads, time, time]);
	}

	const read = (tokens: tf.Tensor2D, positions: tf.Tensor2D | null): tf.Tensor3D =>
		tf.tidy(() => {
			let x = embed(tokens, positions);
			for (let i = 0; i < layers; i++) x = think(attend(x, `blocks.${i}`), `blocks.${i}`);
			const [batch = 1, time = 1] = x.shape;
			const flat = tf.matMul(tf.reshape(norm(x, 'norm'), [-1, width]), param('head.weight'));
			return tf.reshape(flat, [batch, time, config.vocabulary]);
		});

	return {
		config,
		params,
		logits: (tokens) => read(tokens, null),
		logitsAt: read,
		attentionMaps: (tokens) =>
			tf.tidy(() => {
				let x = embed(tokens, null);
				const maps: tf.Tensor[] = [];
				for (let i = 0; i < layers; i++) {
					maps.push(mapsOf(x, `blocks.${i}`));
					x = think(attend(x, `blocks.${i}`), `blocks.${i}`);
				}
				// concat of rank-3 tensors is rank 3; its declared type does not say so.
				return tf.concat(maps, 0) as tf.Tensor3D;
			}),
		dispose: () => params.forEach((variable) => void variable.dispose()),
	};
}
