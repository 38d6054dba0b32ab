/** webgpu-llm's model in plain tfjs (RMSNorm, interleaved RoPE, GELU, no biases, tied head): what its losses are compared with. */
import * as tf from '@tensorflow/tfjs';
import { causalAttention } from 'my/causal-attention';
import { geluReference } from '#engine/ops/gelu.ts';
import type { BenchConfig } from './engine.ts';
import { type Params, paramOf, splitHeads, type TrainedModel, trainedByAdam } from './engines/plain-gpt.ts';
import { llmWeights } from './llm-weights.ts';

const ROPE_BASE = 10_000;

export function createRmsGpt(config: BenchConfig): TrainedModel {
	return trainedByAdam(llmWeights(config), (params, tokens) => logits(config, params, tokens));
}

/** tokens [batch, time] → [batch, time, vocabulary]. */
function logits({ layers, width, heads }: BenchConfig, params: Params, tokens: tf.Tensor2D): tf.Tensor {
	const [batch, time] = tokens.shape;
	const param = (name: string): tf.Variable => paramOf(params, name);
	const norm = (x: tf.Tensor, name: string): tf.Tensor =>
		tf.mul(tf.mul(x, tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), 1e-5))), param(name));
	const dense = (x: tf.Tensor, name: string): tf.Tensor => tf.matMul(x, param(name));

	let x: tf.Tensor = tf.gather(param('tok_emb'), tf.reshape(tokens, [-1]));
	for (let i = 0; i < layers; i += 1) {
		const inner = norm(x, `L${i}.attn_norm_w`);
		const part = (name: string): tf.Tensor => splitHeads(dense(inner, `L${i}.${name}`), batch, heads);
		const mixed = causalAttention(rotated(part('wq')), rotated(part('wk')), part('wv'));
		x = tf.add(x, dense(tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [-1, width]), `L${i}.wo`));
		x = tf.add(x, dense(geluReference(dense(norm(x, `L${i}.ffn_norm_w`), `L${i}.w1`)), `L${i}.w2`));
	}
	const flat = tf.matMul(norm(x, 'final_norm_w'), param('tok_emb'), false, true);
	return tf.reshape(flat, [batch, time, -1]);
}

/** Rotates the pairs (2i, 2i+1) of the last axis by position · base^(−2i/size) (RoFormer, 2021). */
function rotated(x: tf.Tensor): tf.Tensor {
	const [, , time = 1, size = 2] = x.shape;
	const half = size / 2;
	const angles = Float32Array.from({ length: time * half }, (_, at) => {
		const [position, pair] = [Math.floor(at / half), at % half];
		return position * ROPE_BASE ** ((-2 * pair) / size);
	});
	const table = tf.tensor3d(angles, [time, half, 1]);
	const pairs = tf.reshape(x, [...x.shape.slice(0, 3), half, 2]);
	const [even, odd] = tf.split(pairs, 2, -1);
	if (even === undefined || odd === undefined) throw new Error('A head needs an even width.');
	const [cos, sin] = [tf.cos(table), tf.sin(table)];
	const turned = tf.concat([tf.sub(tf.mul(even, cos), tf.mul(odd, sin)), tf.add(tf.mul(even, sin), tf.mul(odd, cos))], -1);
	return tf.reshape(turned, x.shape);
}
