/**
 * A GPT whose block is given from outside, with a switch for each change that led from GPT-2 to a model of today. The switches say which
 * parameters there are; what is done with them is the block's business. Embeddings, the last norm and the head are the kit's.
 * Refuses heads that do not divide the width and key-value heads that do not divide the heads.
 */
import * as tf from '@tensorflow/tfjs';
import { seededRandom } from '#data/storyland/random.ts';
import { embedding } from '#engine/ops/embedding.ts';
import { layerNorm } from '#engine/ops/layer-norm.ts';
import { rmsNorm } from '#engine/ops/rms-norm.ts';
import type { Model, StartingWeights } from './gpt.ts';
import { type ModernConfig, modernShapes, type Switches } from './modern-shapes.ts';

/** Parameters of one block by their short names, for example `query.weight`. A bias or shift that the model does not have is missing. */
export type BlockWeights = Readonly<Record<string, tf.Tensor | undefined>>;

/** x [batch, time, width] → the same shape: the residual stream after the block. */
export type Block = (x: tf.Tensor3D, weights: BlockWeights, switches: Switches) => tf.Tensor;

export interface ModernGpt {
	readonly config: ModernConfig;
	readonly params: ReadonlyMap<string, tf.Variable>;
	readonly logits: Model;
	dispose(): void;
}

/** As the kit's GPT: scales 1, shifts and biases 0, embeddings N(0, 0.02), matrices N(0, 1/√from), writers to the stream smaller by √(2·layers). */
export function initialModernWeights(config: ModernConfig, seed: number): StartingWeights {
	return new Map(
		[...modernShapes(config)].map(([name, shape]) => {
			// A stream for each tensor: a change that adds one leaves the start of all others as it was.
			const random = seededRandom(`modern/${seed}/${name}`);
			const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
			if (name.endsWith('.scale')) return [name, { shape, data: data.fill(1) }] as const;
			if (shape.length === 1) return [name, { shape, data }] as const;
			const writes = /\.(output|down)\.weight$/.test(name) ? Math.sqrt(2 * config.layers) : 1;
			const deviation = name.endsWith('embedding') ? 0.02 : 1 / Math.sqrt(shape[0] ?? 1) / writes;
			const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
			return [name, { shape, data: data.map(() => deviation * normal()) }] as const;
		}),
	);
}

export function createModernGpt(config: ModernConfig, weights: StartingWeights, block: Block): ModernGpt {
	const { layers, width, heads, kvHeads, vocabulary } = config;
	if (width % heads !== 0 || heads % kvHeads !== 0)
		throw new Error(`A width of ${width} with ${heads} heads and ${kvHeads} key-value heads cannot be shared evenly.`);
	const params = new Map([...modernShapes(config)].map(([name, shape]) => [name, variableOf(name, shape, weights)] as const));
	const param = (name: string): tf.Variable => params.get(name) ?? missing(name);
	const blocks = Array.from({ length: layers }, (_, i): BlockWeights => {
		const prefix = `blocks.${i}.`;
		return Object.fromEntries(
			[...params].flatMap(([name, value]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [])),
		);
	});

	function logits(tokens: tf.Tensor2D): tf.Tensor3D {
		let x: tf.Tensor = embedding(param('token.embedding'), tokens, params.get('position.embedding'));
		// Embedded tokens have rank 3, and a block keeps the shape: that is checked below.
		for (const weightsOfBlock of blocks) x = sameShape(block(x as tf.Tensor3D, weightsOfBlock, config), x);
		const scale = param('norm.scale');
		const normed = config.norm === 'rms' ? rmsNorm(x, scale) : layerNorm(x, scale, param('norm.shift'));
		const head = config.tied ? param('token.embedding') : param('head.weight');
		const flat = tf.matMul(tf.reshape(normed, [-1, width]), head, false, config.tied);
		return tf.reshape(flat, [x.shape[0] ?? 1, x.shape[1] ?? 1, vocabulary]);
	}

	return {
		config,
		params,
		logits: (tokens) => tf.tidy(() => logits(tokens)),
		dispose: () => params.forEach((variable) => void variable.dispose()),
	};
}

function variableOf(name: string, shape: readonly number[], weights: StartingWeights): tf.Variable {
	const start = weights.get(name) ?? missing(name);
	if (start.shape.join() !== shape.join())
		throw new Error(`The model needs ${name} in shape [${shape.join(', ')}], not [${start.shape.join(', ')}].`);
	return tf.tidy(() => tf.variable(tf.tensor(start.data, [...shape])));
}

function missing(name: string): never {
	throw new Error(`There is no parameter ${name} for this model.`);
}

function sameShape(got: unknown, x: tf.Tensor): tf.Tensor {
	if (!(got instanceof tf.Tensor)) throw new Error('block(x, weights, switches) must return a tensor.');
	if (got.shape.join() === x.shape.join()) return got;
	throw new Error(`block must keep the shape [${x.shape.join(', ')}]; it returned [${got.shape.join(', ')}].`);
}
