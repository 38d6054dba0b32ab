/** What both Gradus engines share: our backend on our device, and a training step run by `compile`. */
import * as tf from '@tensorflow/tfjs';
import { type CompiledStep, compile } from '#engine/compile.ts';
import { requestGpuDevice } from '#engine/device.ts';
import { registerGraphBackend } from '#engine/gpu/register-backend.ts';
import { allDevicesIdle } from '../counters.ts';
import type { BenchConfig, BenchEngine } from '../engine.ts';
import { emptyPool } from './empty-pool.ts';
import type { TrainedModel } from './plain-gpt.ts';

let starting: Promise<void> | null = null;

async function startBackend(): Promise<void> {
	const found = await requestGpuDevice(navigator.gpu);
	if ('reason' in found) throw new Error(found.reason);
	registerGraphBackend(found.device, found.info);
	await tf.setBackend('webgpu');
}

export function createCompiledEngine(name: string, create: (config: BenchConfig) => TrainedModel): BenchEngine {
	let model: TrainedModel | null = null;
	let compiled: CompiledStep<[tf.Tensor2D, tf.Tensor2D]> | null = null;
	let shape: [number, number] = [0, 0];
	let last: { read(): Promise<number> } | null = null;
	let ownMs = 0;
	return {
		name,
		version: `tfjs ${tf.version_core}`,
		async setup(config) {
			starting ??= startBackend();
			await starting;
			const made = create(config);
			[model, shape] = [made, [config.batch, config.time]];
			compiled = compile((tokens: tf.Tensor2D, targets: tf.Tensor2D) => made.step(tokens, targets));
			return { parameters: made.parameters, note: '' };
		},
		async step(tokens, targets) {
			if (compiled === null) throw new Error('Call setup before the first step.');
			const started = performance.now();
			const inputs = [tf.tensor2d(tokens, shape, 'int32'), tf.tensor2d(targets, shape, 'int32')] as const;
			ownMs = performance.now() - started;
			last = await compiled(...inputs);
			tf.dispose([...inputs]);
		},
		loss: () => last?.read() ?? Promise.resolve(Number.NaN),
		finish: allDevicesIdle,
		jsMs: () => ownMs + (compiled?.status.jsMs ?? Number.NaN),
		mode: () => [compiled?.status.mode ?? '', compiled?.status.reason ?? ''].filter((part) => part !== '').join(': '),
		measureNext: () => compiled?.measureNext(),
		kernels: () => compiled?.kernels() ?? null,
		dispose() {
			compiled?.dispose();
			model?.dispose();
			emptyPool();
		},
	};
}
