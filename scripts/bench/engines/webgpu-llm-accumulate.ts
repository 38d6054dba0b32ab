/** Engine (e): webgpu-llm, one sequence after the other with accumulated gradients. It reads each sequence's loss back before it goes on. */
import { allDevicesIdle } from '../counters.ts';
import type { BenchEngine } from '../engine.ts';
import { LLM_STEP, LLM_VERSION, type OpenedLlm, openLlm } from './webgpu-llm-model.ts';

export const engine: BenchEngine = createAccumulating();

function createAccumulating(): BenchEngine {
	let opened: OpenedLlm | null = null;
	let [last, jsMs] = [Number.NaN, Number.NaN];
	return {
		name: 'webgpu-llm, accumulating',
		version: LLM_VERSION,
		async setup(config) {
			opened = await openLlm(config, config.time);
			return opened;
		},
		async step(tokens, targets) {
			if (opened === null) throw new Error('Call setup before the first step.');
			const { model, config } = opened;
			const timings = { fwd_cpu_ms: 0 };
			let sum = 0;
			jsMs = 0;
			const timed = (work: () => Promise<void>): Promise<void> => {
				const started = performance.now();
				const done = work();
				jsMs += performance.now() - started;
				return done;
			};
			for (let row = 0; row < config.batch; row += 1) {
				const [from, to] = [row * config.time, (row + 1) * config.time];
				const ids = Uint32Array.from(tokens.subarray(from, to));
				sum += await model.forwardLoss(ids, Uint32Array.from(targets.subarray(from, to)), null, timings);
				await timed(() => model.backward(ids, row > 0));
			}
			await timed(() => model.step(LLM_STEP, config.batch));
			jsMs += timings.fwd_cpu_ms;
			last = sum / config.batch;
		},
		loss: async () => last,
		finish: allDevicesIdle,
		jsMs: () => jsMs,
		mode: () => 'hand-written kernels, f32',
		dispose: () => opened?.model.destroy(),
	};
}
