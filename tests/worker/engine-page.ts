/** Runs in Chromium: trains a small GPT with `compile` and counts what the page asks of WebGPU in a step. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs';
import { type CompiledStep, compile } from '#engine/compile.ts';
import { requestGpuDevice } from '#engine/device.ts';
import { registerGraphBackend } from '#engine/gpu/register-backend.ts';
import { createLibraryGpt, initialLibraryWeights } from '#engine/library-gpt.ts';
import { adamw } from '#engine/optim/adamw.ts';
import { createPlainGpt } from '../../scripts/bench/engines/plain-gpt.ts';

export interface Counts {
	dispatches: number;
	submits: number;
	buffers: number;
	bindGroups: number;
	pipelines: number;
}

const counts: Counts = { dispatches: 0, submits: 0, buffers: 0, bindGroups: 0, pipelines: 0 };

function count(prototype: object, name: string, what: keyof Counts): void {
	const original: (...args: unknown[]) => unknown = Reflect.get(prototype, name);
	Reflect.set(prototype, name, function (this: unknown, ...args: unknown[]) {
		counts[what] += 1;
		return Reflect.apply(original, this, args);
	});
}

export interface StepReport extends Counts {
	readonly mode: string;
	readonly loss: number;
	readonly jsMs: number;
}

/** Losses and counts of each step. `kind`: the engine's ops and optimiser, or plain tfjs with tf.train.adam. */
export async function trainAndCount(
	kind: 'library' | 'plain',
	layers: number,
	steps: number,
): Promise<{ reports: StepReport[]; refused: string[] }> {
	for (const name of ['dispatchWorkgroups'] as const) count(GPUComputePassEncoder.prototype, name, 'dispatches');
	count(GPUQueue.prototype, 'submit', 'submits');
	count(GPUDevice.prototype, 'createBuffer', 'buffers');
	count(GPUDevice.prototype, 'createBindGroup', 'bindGroups');
	count(GPUDevice.prototype, 'createComputePipeline', 'pipelines');
	count(GPUDevice.prototype, 'createComputePipelineAsync', 'pipelines');
	const found = await requestGpuDevice(navigator.gpu);
	if ('reason' in found) throw new Error(found.reason);
	const refused: string[] = [];
	found.device.addEventListener('uncapturederror', ({ error }) => refused.push(error.message));
	registerGraphBackend(found.device, found.info);
	await tf.setBackend('webgpu');
	const step = kind === 'library' ? libraryStep(layers) : plainStep(layers);
	const reports: StepReport[] = [];
	for (let i = 0; i < steps; i += 1) {
		const ids = (shift: number): tf.Tensor2D =>
			tf.tensor2d(
				Int32Array.from({ length: 8 }, (_, j) => (i * 7 + j * 3 + shift) % 16),
				[1, 8],
				'int32',
			);
		const [x, y] = [ids(0), ids(3)];
		Object.assign(counts, { dispatches: 0, submits: 0, buffers: 0, bindGroups: 0, pipelines: 0 });
		const sent = await step(x, y);
		const seen = { ...counts };
		reports.push({ ...seen, mode: step.status.mode, jsMs: step.status.jsMs, loss: await sent.read() });
		tf.dispose([x, y]);
	}
	return { reports, refused };
}

type Step = CompiledStep<[tf.Tensor2D, tf.Tensor2D]>;
/** No splitting: on a software adapter every step is a long one. */
const WHOLE = { splitAboveMs: Number.POSITIVE_INFINITY };

function libraryStep(layers: number): Step {
	const config = { layers, width: 16, heads: 2, time: 8, vocabulary: 16 };
	const gpt = createLibraryGpt(config, initialLibraryWeights(config, 1));
	const optimizer = adamw(gpt.parameters, { learningRate: (step) => 0.01 / (step + 1) });
	return compile((x: tf.Tensor2D, y: tf.Tensor2D) => optimizer.minimize(() => gpt.loss(x, y)), WHOLE);
}

function plainStep(layers: number): Step {
	const model = createPlainGpt({ layers, width: 16, heads: 2, time: 8, vocabulary: 16, batch: 1 });
	return compile((x: tf.Tensor2D, y: tf.Tensor2D) => model.step(x, y), WHOLE);
}
