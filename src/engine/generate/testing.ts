/** Models and prompts for the tests of decoding, the same on every backend. Only tests import this. */
import * as tf from '@tensorflow/tfjs';
import { causalAttentionReference } from '../ops/causal-attention.ts';
import { geluReference } from '../ops/gelu.ts';
import { layerNormReference } from '../ops/layer-norm.ts';
import { rmsNormReference } from '../ops/rms-norm.ts';
import { swigluReference } from '../ops/swiglu.ts';
import type { Decoder } from './create-decoder.ts';
import type { DecoderOptions } from './decoder-options.ts';
import type { DecoderConfig } from './model-weights.ts';
import { PlainDecoder } from './plain-decoder.ts';
import { type HostWeight, variablesOf } from './random-weights.ts';
import { type Generated, type RolloutOptions, readRollout } from './rollout.ts';

/** LayerNorm, learned positions, GELU, biases: the GPT of the labs. */
export const CLASSIC: DecoderConfig = {
	...{ layers: 2, width: 16, heads: 2, vocabulary: 11, time: 24 },
	...{ norm: 'layer', position: 'learned', activation: 'gelu' },
};

/** RMSNorm, RoPE, SwiGLU, shared keys and values, and sizes that no tile divides. */
export const MODERN: DecoderConfig = {
	...{ layers: 2, width: 24, heads: 4, kvHeads: 2, vocabulary: 13, time: 24 },
	...{ norm: 'rms', position: 'rope', activation: 'swiglu' },
};

export type HostRollout = Omit<RolloutOptions, 'prompts'> & { readonly prompts: readonly (readonly number[])[] };

export function onDevice({ prompts, ...others }: HostRollout): RolloutOptions {
	return {
		...others,
		prompts: tf.tensor2d(
			prompts.map((prompt) => [...prompt]),
			undefined,
			'int32',
		),
	};
}

export type Expected = Generated & { readonly margins: Float32Array };

/** What plain tfjs on WASM gives, and how near each row came to other tokens. The current backend is webgpu again afterwards. */
export async function onWasm(
	options: Omit<DecoderOptions, 'weights'>,
	weights: ReadonlyMap<string, HostWeight>,
	asked: readonly HostRollout[],
): Promise<Expected[]> {
	await tf.setBackend('wasm');
	const variables = variablesOf(weights);
	const decoder = new PlainDecoder({ ...options, weights: variables });
	const expected: Expected[] = [];
	for (const each of asked) {
		const given = onDevice(each);
		const rollout = await decoder.rollout(given);
		expected.push({ ...(await readRollout(rollout)), margins: decoder.margins });
		tf.dispose([...Object.values({ ...rollout }), given.prompts]);
	}
	tf.dispose([...variables.values()]);
	await tf.setBackend('webgpu');
	return expected;
}

/** The whole model at once, without a cache, from the references of the ops: texts [batch, time] → log-probabilities of every next token. */
export function fullForward(
	config: DecoderConfig,
	weights: ReadonlyMap<string, tf.Tensor>,
	texts: readonly (readonly number[])[],
): tf.Tensor {
	const { layers, width, heads, kvHeads = heads, vocabulary, norm, position, activation } = config;
	const weight = (name: string): tf.Tensor => weights.get(name) ?? tf.scalar(0);
	const dense = (x: tf.Tensor, name: string): tf.Tensor => {
		const matrix = weight(`${name}.weight`);
		const y = tf.matMul(tf.reshape(x, [-1, matrix.shape[0] ?? 1]), tf.reshape(matrix, [matrix.shape[0] ?? 1, -1]));
		return tf.reshape(tf.add(y, weight(`${name}.bias`)), [...x.shape.slice(0, -1), matrix.shape[1] ?? 1]);
	};
	const normed = (x: tf.Tensor, name: string): tf.Tensor =>
		norm === 'layer'
			? layerNormReference(x, weight(`${name}.scale`), weight(`${name}.shift`))
			: rmsNormReference(x, weight(`${name}.scale`));
	const options = { heads, kvHeads, rope: position === 'rope' ? { base: config.ropeBase ?? 10_000 } : null };
	return tf.tidy(() => {
		const time = texts[0]?.length ?? 0;
		let x = tf.gather(
			weight('token.embedding'),
			tf.tensor2d(
				texts.map((text) => [...text]),
				undefined,
				'int32',
			),
		);
		if (position === 'learned') x = tf.add(x, tf.slice(weight('position.embedding'), [0, 0], [time, width]));
		for (let i = 0; i < layers; i += 1) {
			const inner = normed(x, `blocks.${i}.norm1`);
			const qkv = tf.concat(
				['query', 'key', 'value'].map((part) => dense(inner, `blocks.${i}.attention.${part}`)),
				-1,
			);
			x = tf.add(x, dense(causalAttentionReference(qkv, options), `blocks.${i}.attention.output`));
			const second = normed(x, `blocks.${i}.norm2`);
			const up = dense(second, `blocks.${i}.mlp.up`);
			const bent = activation === 'swiglu' ? swigluReference(dense(second, `blocks.${i}.mlp.gate`), up) : geluReference(up);
			x = tf.add(x, dense(bent, `blocks.${i}.mlp.down`));
		}
		return tf.reshape(tf.logSoftmax(dense(normed(x, 'norm'), 'head')), [texts.length, time, vocabulary]);
	});
}

export async function generateOnce(decoder: Decoder, asked: HostRollout): Promise<Generated> {
	const given = onDevice(asked);
	const generated = await decoder.generate(given);
	given.prompts.dispose();
	return generated;
}
