/**
 * What the benchmark asks of every engine: one GPT, one Adam, one interface. Shapes and numbers are decided here, so that all run the same
 * work: learned positions, pre-LayerNorm, GELU (tanh), a head of its own; Adam without decay, without clipping, at a constant rate.
 */
import type { KernelTime } from '#contract/run.ts';

export interface BenchConfig {
	readonly layers: number;
	readonly width: number;
	readonly heads: number;
	readonly time: number;
	readonly vocabulary: number;
	readonly batch: number;
}

export interface EngineBuilt {
	/** Weights that are trained. */
	readonly parameters: number;
	/** What the engine runs instead of what was asked, and why; empty when nothing. */
	readonly note: string;
}

export interface BenchEngine {
	readonly name: string;
	readonly version: string;
	/** Device, weights, optimiser. Nothing runs before it is called. */
	setup(config: BenchConfig): Promise<EngineBuilt>;
	/** One step on `batch * time` tokens. Resolves when it may take the next; the GPU may be two steps behind. */
	step(tokens: Int32Array<ArrayBuffer>, targets: Int32Array<ArrayBuffer>): Promise<void>;
	/** Loss of the last step, in nats per token. */
	loss(): Promise<number>;
	/** Until everything that was asked has been sent and has run. */
	finish(): Promise<void>;
	/** JavaScript time of the last step in milliseconds, where the step goes on after its first await. */
	jsMs?(): number;
	/** How the steps run, in words. */
	mode?(): string;
	/** The next step is timed kernel by kernel, where engine and device can. */
	measureNext?(): void;
	kernels?(): readonly KernelTime[] | null;
	dispose(): void;
}

export const ADAM = { rate: 1e-3, beta1: 0.9, beta2: 0.95, epsilon: 1e-8 } as const;
export const SEED = 1;

export const SIZES: Readonly<Record<string, Omit<BenchConfig, 'vocabulary'>>> = {
	tiny: { layers: 4, width: 16, heads: 2, time: 8, batch: 1 },
	'd128-b1': { layers: 4, width: 128, heads: 4, time: 128, batch: 1 },
	'd128-b16': { layers: 4, width: 128, heads: 4, time: 128, batch: 16 },
	'd128-b64': { layers: 4, width: 128, heads: 4, time: 128, batch: 64 },
	'd384-b16': { layers: 6, width: 384, heads: 6, time: 256, batch: 16 },
};
/** The tiny size has its own. */
export const TINY_VOCABULARY = 16;

export function titleOf({ layers, width, time, batch, vocabulary }: BenchConfig): string {
	return `L${layers}·d${width}·T${time}·B${batch}·V${vocabulary}`;
}
