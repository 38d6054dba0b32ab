/**
 * `createDecoder`: text from a GPT, many rows at once. On our GPU backend a recorded step is repeated with no word from the host between
 * tokens; elsewhere the same in plain tfjs, with the same random bits.
 */
import * as tf from '@tensorflow/tfjs';
import { gpuRunner } from '../gpu/kernel.ts';
import type { DecoderBackend, DecoderOptions, DecoderStatus } from './decoder-options.ts';
import { GpuDecoder } from './gpu-decoder.ts';
import { PlainDecoder } from './plain-decoder.ts';
import { type Generated, type Rollout, type RolloutOptions, readRollout } from './rollout.ts';

export interface Decoder {
	readonly status: DecoderStatus;
	/** New tokens, read back once at the end. Calls run one after the other. */
	generate(options: RolloutOptions): Promise<Generated>;
	/** The same without reading anything back: tensors for a training step, which the caller disposes. */
	rollout(options: RolloutOptions): Promise<Rollout>;
	/** Frees the cache. Weights stay as they are. */
	dispose(): void;
}

/** Workgroups in one axis of a dispatch; a row is one. */
const MOST_ROWS = 65_535;

/**
 * Draws from the model with these weights, on the backend that is current now.
 * @throws when a weight is missing or has another shape, or the device has no room for the cache
 */
export function createDecoder(options: DecoderOptions): Decoder {
	const { config, maxBatch, maxTime } = options;
	for (const [name, value] of Object.entries({ maxBatch, maxTime }))
		if (!Number.isInteger(value) || value < 1 || value > MOST_ROWS)
			throw new Error(`${name} is ${value}: give a whole number from 1 to ${MOST_ROWS}.`);
	if (config.position === 'learned' && maxTime > config.time)
		throw new Error(
			`The model has ${config.time} learned positions, so a maxTime of ${maxTime} cannot be read: give ${config.time} or less.`,
		);
	const runner = gpuRunner();
	const decoder: DecoderBackend = runner === null ? new PlainDecoder(options) : new GpuDecoder(runner, options);
	let turn: Promise<unknown> = Promise.resolve();
	let isDisposed = false;
	const rollout = (asked: RolloutOptions): Promise<Rollout> => {
		const mine = turn.then(() => {
			if (isDisposed) throw new Error('This decoder was disposed. Call createDecoder again to make a new one.');
			if (gpuRunner() !== runner) throw new Error('The backend has changed since this decoder was made. Make a new one on this backend.');
			return decoder.rollout(asked);
		});
		// A rollout that failed has told its caller; the next one may still run.
		turn = mine.catch(() => undefined);
		return mine;
	};
	return {
		get status() {
			return decoder.status;
		},
		rollout,
		async generate(asked) {
			const rolled = await rollout(asked);
			const read = await readRollout(rolled);
			tf.dispose({ ...rolled });
			return read;
		},
		dispose() {
			if (!isDisposed) decoder.dispose();
			isDisposed = true;
		},
	};
}
