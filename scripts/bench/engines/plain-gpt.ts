/**
 * The GPT as a learner writes it: plain tfjs ops only, whatever the backend, with tfjs's own Adam. The kit's model would not do, since its
 * ops are fused kernels on our backend. Starts from the weights that all engines share.
 */
import * as tf from '@tensorflow/tfjs';
import { causalAttention } from 'my/causal-attention';
import { embeddingReference } from '#engine/ops/embedding.ts';
import { geluReference } from '#engine/ops/gelu.ts';
import { layerNormReference } from '#engine/ops/layer-norm.ts';
import { linearReference } from '#engine/ops/linear.ts';
import { initialWeights } from '#labs/kit/gpt.ts';
import { ADAM, type BenchConfig, SEED } from '../engine.ts';

export interface TrainedModel {
	readonly parameters: number;
	/** One step of Adam; the loss before it. */
	step(tokens: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar;
	dispose(): void;
}

export type Params = ReadonlyMap<string, tf.Variable>;
type Start = ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;

export function createPlainGpt(config: BenchConfig): TrainedModel {
	return trainedByAdam(initialWeights(config, SEED), (params, tokens) => plainLogits(config, params, tokens));
}

/** Any model of these weights, trained as all engines are. */
export function trainedByAdam(start: Start, logits: (params: Params, tokens: tf.Tensor2D) => tf.Tensor): TrainedModel {
	const params = new Map([...start].map(([name, { shape, data }]) => [name, tf.tidy(() => tf.variable(tf.tensor(data, [...shape])))]));
	const variables = [...params.values()];
	const optimizer = tf.train.adam(ADAM.rate, ADAM.beta1, ADAM.beta2, ADAM.epsilon);
	return {
		parameters: variables.reduce((sum, { size }) => sum + size, 0),
		step(tokens, targets) {
			const loss = optimizer.minimize(() => crossEntropy(logits(params, tokens), targets), true, variables);
			if (loss === null) throw new Error('tfjs gave no loss back.');
			return loss;
		},
		dispose() {
			optimizer.dispose();
			tf.dispose(variables);
		},
	};
}

export function paramOf(params: Params, name: string): tf.Variable {
	const found = params.get(name);
	if (found === undefined) throw new Error(`The model has no parameter ${name}.`);
	return found;
}

/** [batch * time, width] or [batch, time, width] → [batch, heads, time, width / heads]. */
export function splitHeads(x: tf.Tensor, batch: number, heads: number): tf.Tensor {
	const width = x.shape.at(-1) ?? 1;
	return tf.transpose(tf.reshape(x, [batch, -1, heads, width / heads]), [0, 2, 1, 3]);
}

function plainLogits({ layers, heads }: BenchConfig, params: Params, tokens: tf.Tensor2D): tf.Tensor {
	const param = (name: string): tf.Variable => paramOf(params, name);
	const dense = (x: tf.Tensor, name: string): tf.Tensor => linearReference(x, param(`${name}.weight`), param(`${name}.bias`));
	const norm = (x: tf.Tensor, name: string): tf.Tensor => layerNormReference(x, param(`${name}.scale`), param(`${name}.shift`));
	const attend = (x: tf.Tensor, block: string): tf.Tensor => {
		const inner = norm(x, `${block}.norm1`);
		const part = (name: string): tf.Tensor => splitHeads(dense(inner, `${block}.attention.${name}`), x.shape[0] ?? 1, heads);
		const mixed = causalAttention(part('query'), part('key'), part('value'));
		return dense(tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), x.shape), `${block}.attention.output`);
	};
	const think = (x: tf.Tensor, block: string): tf.Tensor =>
		dense(geluReference(dense(norm(x, `${block}.norm2`), `${block}.mlp.up`)), `${block}.mlp.down`);

	let x = embeddingReference(param('token.embedding'), tokens, param('position.embedding'));
	for (let i = 0; i < layers; i += 1) {
		x = tf.add(x, attend(x, `blocks.${i}`));
		x = tf.add(x, think(x, `blocks.${i}`));
	}
	return linearReference(norm(x, 'norm'), param('head.weight'));
}

/** Mean of −log p(target). */
function crossEntropy(logits: tf.Tensor, targets: tf.Tensor): tf.Scalar {
	const chosen = tf.mul(tf.logSoftmax(logits, -1), tf.oneHot(targets, logits.shape.at(-1) ?? 1));
	return tf.neg<tf.Scalar>(tf.mean(tf.sum(chosen, -1)));
}
