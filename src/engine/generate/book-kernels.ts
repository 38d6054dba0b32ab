/**
 * The start and the end of a rollout on the GPU: prompts into the book of rows, and what was drawn out of it. Run as ordinary kernels,
 * so their tensors may have other shapes each time.
 */
import * as tf from '@tensorflow/tfjs';
import { type KernelRunner, runKernel, u32 } from '../gpu/kernel.ts';
import type { DecodeLayout } from './decode-layout.ts';
import type { Asked, Rollout } from './rollout.ts';
import { KNOBS, type Knobs } from './sample-kernel.ts';

/** What decoding keeps between kernels and rollouts. */
export interface DecodeState {
	readonly book: tf.Tensor;
	readonly stream: tf.Tensor;
	readonly logits: tf.Tensor;
	readonly logProbs: tf.Tensor;
	readonly knobs: tf.Tensor;
	/** One a layer. */
	readonly caches: readonly tf.Tensor[];
}

interface Start {
	readonly prompts: tf.Tensor;
	/** int32 [batch]. */
	readonly lengths: tf.Tensor;
	/** Scalar. */
	readonly seed: tf.Tensor;
}

const constantsOf = ({ capacity, width, maxTime, book }: DecodeLayout): Record<string, number> => ({
	...{ PLACE: book.place, PROMPT: book.prompt, MADE: book.made, ENDED: book.ended, HISTORY: book.history },
	...{ MAX_TIME: maxTime, PLACES: capacity * width },
});

/** A workgroup a row; rows behind the batch have ended before they begin. */
export function beginRollout(runner: KernelRunner, layout: DecodeLayout, state: DecodeState, asked: Asked, start: Start): void {
	const { batch, promptTime, maxNew, sampling, stopToken, padToken } = asked;
	const values: Knobs = { ...sampling, stopToken, padToken, maxNew };
	tf.tidy(() => {
		const settings = tf.tensor1d(KNOBS.map((name) => values[name]));
		runKernel(runner, {
			name: 'decodeBegin',
			source: `@compute @workgroup_size(64) fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) lane: u32) {
	let row = id.x;
	if (row == 0u && lane == 0u) { book[0] = bitcast<i32>(u32(i32(seed[0]))); }
	if (row == 0u && lane < SETTINGS) { knobs[lane] = settings[lane]; }
	if (lane == 0u) {
		book[PLACE + row] = 0;
		book[MADE + row] = 0;
		book[PROMPT + row] = select(0, clamp(lengths[min(row, params.batch - 1u)], 1, i32(params.prompt_time)), row < params.batch);
		book[ENDED + row] = select(1, 0, row < params.batch);
		stream[PLACES + row] = 0.0;
	}
	if (row >= params.batch) { return; }
	for (var t = lane; t < params.prompt_time; t += 64u) { book[HISTORY + row * MAX_TIME + t] = prompts[row * params.prompt_time + t]; }
}`,
			constants: { ...constantsOf(layout), SETTINGS: KNOBS.length },
			inputs: { prompts: start.prompts, lengths: start.lengths, seed: start.seed, settings },
			inPlace: { book: state.book, stream: state.stream, knobs: state.knobs },
			outputs: {},
			uniforms: { batch: u32(batch), prompt_time: u32(promptTime) },
			grid: [layout.capacity, 1, 1],
		});
	});
}

/** A workgroup a row. */
export function collectRollout(
	runner: KernelRunner,
	layout: DecodeLayout,
	state: DecodeState,
	{ batch, maxNew, padToken }: Asked,
): Rollout {
	const { tokens, log_probs, mask, lengths } = runKernel(runner, {
		name: 'decodeCollect',
		source: `@compute @workgroup_size(64) fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) lane: u32) {
	let row = id.x;
	let made = u32(book[MADE + row]);
	if (lane == 0u) { lengths[row] = i32(made); }
	for (var t = lane; t < params.max_new; t += 64u) {
		let at = row * params.max_new + t;
		let place = row * MAX_TIME + u32(book[PROMPT + row]) + t;
		let is_drawn = t < made;
		tokens[at] = params.pad_token;
		log_probs[at] = 0.0;
		mask[at] = select(0.0, 1.0, is_drawn);
		if (is_drawn) {
			tokens[at] = book[HISTORY + place];
			log_probs[at] = kept_log_probs[place];
		}
	}
}`,
		constants: constantsOf(layout),
		inputs: { book: state.book, kept_log_probs: state.logProbs },
		outputs: {
			tokens: { shape: [batch, maxNew], dtype: 'int32' },
			log_probs: { shape: [batch, maxNew] },
			mask: { shape: [batch, maxNew] },
			lengths: { shape: [batch], dtype: 'int32' },
		},
		uniforms: { max_new: u32(maxNew), pad_token: { type: 'i32', value: padToken } },
		grid: [batch, 1, 1],
	});
	// Ranks as in the shapes above; runKernel's type does not carry them.
	return { tokens, mask, lengths, logProbs: log_probs } as Rollout;
}
