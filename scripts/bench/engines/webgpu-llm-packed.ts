/** Engine (f): webgpu-llm, all sequences of the batch packed into one long one, with a mask between them. */
import { allDevicesIdle } from '../counters.ts';
import type { BenchEngine } from '../engine.ts';
import { LLM_STEP, LLM_VERSION, type OpenedLlm, openLlm } from './webgpu-llm-model.ts';

export const engine: BenchEngine = createPacked();

function createPacked(): BenchEngine {
	let opened: OpenedLlm | null = null;
	let segments: Uint32Array = new Uint32Array(0);
	let [last, jsMs] = [Number.NaN, Number.NaN];
	return {
		name: 'webgpu-llm, packed',
		version: LLM_VERSION,
		async setup(config) {
			const { batch, time } = config;
			opened = await openLlm(config, batch * time);
			// Where the sequence of each position begins.
			segments = Uint32Array.from({ length: batch * time }, (_, i) => i - (i % time));
			return opened;
		},
		async step(tokens, targets) {
			if (opened === null) throw new Error('Call setup before the first step.');
			const { model } = opened;
			const timings = { fwd_cpu_ms: 0 };
			const ids = Uint32Array.from(tokens);
			last = await model.forwardLoss(ids, Uint32Array.from(targets), segments, timings);
			const started = performance.now();
			const sent = [model.backward(ids, false), model.step(LLM_STEP, 1)];
			jsMs = timings.fwd_cpu_ms + performance.now() - started;
			await Promise.all(sent);
		},
		loss: async () => last,
		finish: allDevicesIdle,
		jsMs: () => jsMs,
		mode: () => 'hand-written kernels, f32',
		dispose: () => opened?.model.destroy(),
	};
}
