/** GPT-2 as a learner would write it who uses nothing of ours: plain tfjs ops alone, parameter by parameter. */
import * as tf from '@tensorflow/tfjs';
import { softmaxCrossEntropyReference } from '#engine/ops/cross-entropy.ts';
import { geluReference } from '#engine/ops/gelu.ts';
import { layerNormReference } from '#engine/ops/layer-norm.ts';
import { linearReference } from '#engine/ops/linear.ts';
import { initialWeights } from '#labs/kit/gpt.ts';
import { type GptConfig, gptShapes } from '#labs/kit/gpt-shapes.ts';

export interface PlainGpt {
	loss(tokens: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar;
	dispose(): void;
}

export function createPlainGpt(config: GptConfig, seed: number): PlainGpt {
	const { layers, width, heads } = config;
	const weights = initialWeights(config, seed);
	const parameters = new Map(
		[...gptShapes(config)].map(([name, shape]) => [name, tf.tidy(() => tf.variable(tf.tensor(weights.get(name)?.data ?? [], [...shape])))]),
	);
	const at = (name: string): tf.Variable => parameters.get(name) ?? fail(name);
	const dense = (x: tf.Tensor, name: string): tf.Tensor => linearReference(x, at(`${name}.weight`), at(`${name}.bias`));
	const norm = (x: tf.Tensor, name: string): tf.Tensor => layerNormReference(x, at(`${name}.scale`), at(`${name}.shift`));

	function attend(x: tf.Tensor, block: string): tf.Tensor {
		const [batch = 1, time = 1] = x.shape;
		const inner = norm(x, `${block}.norm1`);
		const split = (name: string): tf.Tensor =>
			tf.transpose(tf.reshape(dense(inner, `${block}.attention.${name}`), [batch, time, heads, width / heads]), [0, 2, 1, 3]);
		const scores = tf.div(tf.matMul(split('query'), split('key'), false, true), Math.sqrt(width / heads));
		const hidden = tf.greater(tf.expandDims(tf.range(0, time), 0), tf.expandDims(tf.range(0, time), 1));
		const mixed = tf.matMul(tf.softmax(tf.where(hidden, -1e9, scores)), split('value'));
		return tf.add(x, dense(tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), x.shape), `${block}.attention.output`));
	}

	function think(x: tf.Tensor, block: string): tf.Tensor {
		return tf.add(x, dense(geluReference(dense(norm(x, `${block}.norm2`), `${block}.mlp.up`)), `${block}.mlp.down`));
	}

	function logits(tokens: tf.Tensor2D): tf.Tensor {
		let x = tf.add(tf.gather(at('token.embedding'), tokens), tf.slice(at('position.embedding'), [0, 0], [tokens.shape[1], width]));
		for (let i = 0; i < layers; i += 1) x = think(attend(x, `blocks.${i}`), `blocks.${i}`);
		return linearReference(norm(x, 'norm'), at('head.weight'));
	}

	return {
		loss: (tokens, targets) => tf.tidy(() => softmaxCrossEntropyReference(logits(tokens), targets)),
		dispose: () => tf.dispose([...parameters.values()]),
	};
}

function fail(name: string): never {
	throw new Error(`The model has no parameter ${name}.`);
}
