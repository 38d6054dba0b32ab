/** Engine (a): tfjs 4.22 as it comes, on its own WebGPU backend and its own device, every step eager. */
import * as tf from '@tensorflow/tfjs';
// Registers the backend of that name.
import '@tensorflow/tfjs-backend-webgpu';
import { allDevicesIdle } from '../counters.ts';
import type { BenchConfig, BenchEngine } from '../engine.ts';
import { emptyPool } from './empty-pool.ts';
import { createPlainGpt, type TrainedModel } from './plain-gpt.ts';

const MAX_IN_FLIGHT = 2;

interface Sender {
	readonly commandEncoder: GPUCommandEncoder | null;
	endComputePassEncoder(): void;
	submitQueue(): void;
}

export const engine: BenchEngine = createStock();

function createStock(): BenchEngine {
	let model: TrainedModel | null = null;
	let shape: [number, number] = [0, 0];
	let last: tf.Scalar | null = null;
	const inFlight: Promise<void>[] = [];
	return {
		name: 'tfjs, stock',
		version: `tfjs ${tf.version_core}`,
		async setup(config: BenchConfig) {
			if (!(await tf.setBackend('webgpu'))) throw new Error('The WebGPU backend of tfjs did not start.');
			await tf.ready();
			model = createPlainGpt(config);
			shape = [config.batch, config.time];
			return { parameters: model.parameters, note: '' };
		},
		async step(tokens, targets) {
			last?.dispose();
			last = tf.tidy(() => tf.keep(built(model).step(tf.tensor2d(tokens, shape, 'int32'), tf.tensor2d(targets, shape, 'int32'))));
			inFlight.push(allDevicesIdle());
			if (inFlight.length > MAX_IN_FLIGHT) await inFlight.shift();
		},
		loss: async () => (await last?.data())?.[0] ?? Number.NaN,
		async finish() {
			// tfjs holds the last few commands back. Its types call private what sends them.
			const backend = tf.backend() as unknown as Sender;
			backend.endComputePassEncoder();
			if (backend.commandEncoder !== null) backend.submitQueue();
			await allDevicesIdle();
		},
		mode: () => 'eager',
		dispose() {
			last?.dispose();
			last = null;
			model?.dispose();
			emptyPool();
		},
	};
}

function built<T>(model: T | null): T {
	if (model === null) throw new Error('Call setup before the first step.');
	return model;
}
