/**
 * A GPT whose feed-forward part is given from outside: a dense MLP, or the learner's mixture of experts. RMSNorm, no biases, an output head of
 * its own, learned positions. Where only the answer after the last token counts, the feed-forward part and the head see that token alone.
 * Refuses a width that the heads do not divide.
 */
import * as tf from '@tensorflow/tfjs';
import { seededRandom } from '#data/storyland/random.ts';
import { causalAttentionHeads } from '#engine/ops/causal-attention.ts';
import { embedding } from '#engine/ops/embedding.ts';
import { linear } from '#engine/ops/linear.ts';
import { rmsNorm } from '#engine/ops/rms-norm.ts';

export interface MoeGptConfig {
	readonly layers: number;
	readonly width: number;
	readonly heads: number;
	/** Longest text, in tokens. */
	readonly time: number;
	readonly vocabulary: number;
	/** 0: dense, one MLP. */
	readonly experts: number;
	/** Hidden units of one expert, or of the dense MLP. */
	readonly hidden: number;
	/** The router also has a trainable bias, which begins with these numbers; experts without one begin at 0. */
	readonly routerBias?: readonly number[];
}

type Shapes = ReadonlyMap<string, readonly number[]>;
export type StartingTensors = ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;

/** Weights of one block's feed-forward part. With experts, up is [experts, width, hidden] and down [experts, hidden, width]. */
export type FeedWeights = {
	readonly up: tf.Tensor;
	readonly down: tf.Tensor;
	/** [width, experts]; undefined in a dense model. */
	readonly router: tf.Tensor2D | undefined;
	/** [experts]; undefined where the router has no bias. */
	readonly routerBias?: tf.Tensor1D | undefined;
};

/** x [tokens, width] → [tokens, width], without the residual. */
export type Feed = (x: tf.Tensor2D, weights: FeedWeights, block: number) => tf.Tensor;

export interface MoeGpt {
	readonly config: MoeGptConfig;
	readonly params: ReadonlyMap<string, tf.Variable>;
	/** tokens int32 [batch, time] → logits [batch, time, vocabulary]. */
	logits(tokens: tf.Tensor2D): tf.Tensor3D;
	/** tokens int32 [batch, time] → logits of what follows the last token, [batch, vocabulary]. */
	answer(tokens: tf.Tensor2D): tf.Tensor2D;
	/** The same without a tidy around it, for a step whose feed keeps a tensor for the loss. */
	answerInStep(tokens: tf.Tensor2D): tf.Tensor2D;
	dispose(): void;
}

/** Names and shapes of all parameters, in the order of the file. */
export function moeGptShapes({ layers, width, time, vocabulary, experts, hidden, routerBias }: MoeGptConfig): Shapes {
	const shapes = new Map<string, readonly number[]>([
		['token.embedding', [vocabulary, width]],
		['position.embedding', [time, width]],
	]);
	const bank = experts > 0 ? [experts] : [];
	for (let i = 0; i < layers; i++) {
		shapes.set(`blocks.${i}.norm1.scale`, [width]);
		for (const part of ['query', 'key', 'value', 'output']) shapes.set(`blocks.${i}.attention.${part}.weight`, [width, width]);
		shapes.set(`blocks.${i}.norm2.scale`, [width]);
		if (experts > 0) shapes.set(`blocks.${i}.router.weight`, [width, experts]);
		if (routerBias !== undefined) shapes.set(`blocks.${i}.router.bias`, [experts]);
		shapes.set(`blocks.${i}.mlp.up.weight`, [...bank, width, hidden]).set(`blocks.${i}.mlp.down.weight`, [...bank, hidden, width]);
	}
	return shapes.set('norm.scale', [width]).set('head.weight', [width, vocabulary]);
}

/** Scales 1, token embeddings N(0, 1), positions N(0, 0.02), matrices N(0, 1/√from), those that write to the residual stream smaller by √(2·layers). */
export function initialMoeWeights(config: MoeGptConfig, seed: string): StartingTensors {
	const random = seededRandom(`moe/${seed}`);
	const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
	return new Map(
		[...moeGptShapes(config)].map(([name, shape]) => {
			const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
			if (name.endsWith('.scale')) return [name, { shape, data: data.fill(1) }] as const;
			const writes = /attention\.output|mlp\.down/.test(name) ? Math.sqrt(2 * config.layers) : 1;
			if (name.endsWith('router.bias')) return [name, { shape, data: data.map((_, e) => config.routerBias?.[e] ?? 0) }] as const;
			const embeds = name === 'token.embedding' ? 1 : name === 'position.embedding' ? 0.02 : null;
			const deviation = embeds ?? 1 / Math.sqrt(shape.at(-2) ?? 1) / writes;
			return [name, { shape, data: data.map(() => deviation * normal()) }] as const;
		}),
	);
}

/** The feed-forward part of a dense model: relu(x·up)·down. */
export const denseFeed: Feed = (x, { up, down }) => tf.matMul(tf.relu(tf.matMul(x, up)), down);

export function createMoeGpt(config: MoeGptConfig, weights: StartingTensors, feed: Feed): MoeGpt {
	const { layers, width, heads, vocabulary } = config;
	if (width % heads !== 0) throw new Error(`A width of ${width} cannot be shared by ${heads} heads.`);
	const params = createVariables(moeGptShapes(config), weights);
	const at = (name: string): tf.Variable => {
		const found = params.get(name);
		if (found === undefined) throw new Error(`The model has no parameter ${name}.`);
		return found;
	};

	/** [batch, time, width] → [batch, heads, time, width / heads]. */
	function splitHeads(x: tf.Tensor): tf.Tensor {
		const [batch = 1, time = 1] = x.shape;
		return tf.transpose(tf.reshape(x, [batch, time, heads, width / heads]), [0, 2, 1, 3]);
	}

	function attend(x: tf.Tensor, block: string): tf.Tensor {
		const inner = rmsNorm(x, at(`${block}.norm1.scale`));
		const [q, k, v] = ['query', 'key', 'value'].map((part) => splitHeads(linear(inner, at(`${block}.attention.${part}.weight`))));
		if (q === undefined || k === undefined || v === undefined) throw new Error('A block needs query, key and value.');
		const mixed = tf.reshape(tf.transpose(causalAttentionHeads(q, k, v), [0, 2, 1, 3]), x.shape);
		return tf.add(x, linear(mixed, at(`${block}.attention.output.weight`)));
	}

	/** x [..., width], of any rank: experts see a plain list of tokens. */
	function think(x: tf.Tensor, i: number): tf.Tensor {
		const block = `blocks.${i}`;
		const inner = tf.reshape(rmsNorm(x, at(`${block}.norm2.scale`)), [-1, width]);
		// Shapes follow from moeGptShapes; variables do not carry their rank.
		const router = params.get(`${block}.router.weight`) as tf.Tensor2D | undefined;
		// The same.
		const routerBias = params.get(`${block}.router.bias`) as tf.Tensor1D | undefined;
		// Reshaped to two axes in the line above.
		const out = feed(
			inner as tf.Tensor2D,
			{ up: at(`${block}.mlp.up.weight`), down: at(`${block}.mlp.down.weight`), router, routerBias },
			i,
		);
		return tf.add(x, tf.reshape(out, x.shape));
	}

	const embed = (tokens: tf.Tensor2D): tf.Tensor => embedding(at('token.embedding'), tokens, at('position.embedding'));
	const head = (x: tf.Tensor): tf.Tensor => tf.matMul(tf.reshape(rmsNorm(x, at('norm.scale')), [-1, width]), at('head.weight'));

	function answerInStep(tokens: tf.Tensor2D): tf.Tensor2D {
		let x = embed(tokens);
		for (let i = 0; i < layers - 1; i++) x = think(attend(x, `blocks.${i}`), i);
		const [batch, time] = tokens.shape;
		const last = tf.slice(attend(x, `blocks.${layers - 1}`), [0, time - 1, 0], [batch, 1, width]);
		return tf.reshape(head(think(last, layers - 1)), [batch, vocabulary]);
	}

	return {
		config,
		params,
		logits: (tokens) =>
			tf.tidy(() => {
				let x = embed(tokens);
				for (let i = 0; i < layers; i++) x = think(attend(x, `blocks.${i}`), i);
				const [batch, time] = tokens.shape;
				return tf.reshape(head(x), [batch, time, vocabulary]);
			}),
		answer: (tokens) => tf.tidy(() => answerInStep(tokens)),
		answerInStep,
		dispose: () => params.forEach((variable) => void variable.dispose()),
	};
}

function createVariables(shapes: Shapes, weights: StartingTensors): Map<string, tf.Variable> {
	const params = new Map<string, tf.Variable>();
	for (const [name, shape] of shapes) {
		const start = weights.get(name);
		if (start === undefined || start.shape.join() !== shape.join()) throw new Error(`${name} needs the shape [${shape.join(', ')}].`);
		params.set(
			name,
			tf.tidy(() => tf.variable(tf.tensor(start.data, [...shape]))),
		);
	}
	return params;
}
