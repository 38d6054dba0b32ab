/** Losses to compare with: plain tfjs on WASM in this process, for the GPT that all share and for webgpu-llm's own. */
import * as tf from '@tensorflow/tfjs';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { makeBatches } from './batches.ts';
import type { BenchConfig } from './engine.ts';
import { createPlainGpt } from './engines/plain-gpt.ts';
import { createRmsGpt } from './rms-gpt.ts';

export type Architecture = 'gpt' | 'rms';

/** At most `steps` losses, fewer when `maxMs` is over. */
export async function referenceLosses(architecture: Architecture, config: BenchConfig, steps: number, maxMs: number): Promise<number[]> {
	if (tf.getBackend() !== 'wasm') await startWasm();
	const model = architecture === 'gpt' ? createPlainGpt(config) : createRmsGpt(config);
	const batchAt = makeBatches(config);
	const shape: [number, number] = [config.batch, config.time];
	const until = performance.now() + maxMs;
	const losses: number[] = [];
	while (losses.length < steps && performance.now() < until) {
		const { tokens, targets } = batchAt(losses.length);
		const loss = tf.tidy(() => model.step(tf.tensor2d(tokens, shape, 'int32'), tf.tensor2d(targets, shape, 'int32')));
		losses.push((await loss.data())[0] ?? Number.NaN);
		loss.dispose();
	}
	model.dispose();
	return losses;
}
