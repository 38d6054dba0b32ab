/** What a lab's `train` may ask of whoever runs it: the browser worker, a recipe in Node, or the sandbox (which listens to nothing). */
import type { FromWorker } from '#contract/run.ts';

export type TrainMessage = Extract<
	FromWorker,
	{ type: 'metric' | 'measure' | 'weights' | 'not-finite' | 'progress' | 'figure' | 'sample' | 'log' | 'engine' | 'kernels' }
>;

export interface TrainHost {
	readonly preset: string;
	readonly config: Readonly<Record<string, number>>;
	readonly steps: number;
	readonly seed: number;
	/** safetensors of an earlier snapshot (weights, optimiser state, step in its metadata), to go on from. */
	readonly resume: ArrayBuffer | null;
	/** safetensors of the checkpoint that lab.ts names as `base`; null for a lab that starts from nothing. */
	readonly base: ArrayBuffer | null;
	/** Read between steps: Stop means stop. */
	stopped(): boolean;
	/** Milliseconds; a clock of the host. */
	now(): number;
	emit(message: TrainMessage): void;
	/** The learner's line in a JavaScript stack, where one of its frames lies in their file. */
	lineOf(stack: string): number | undefined;
	/** Weights as safetensors, at most every SNAPSHOT_EVERY_MS and at the end. `make` runs only when the host wants one. */
	snapshot(step: number, make: () => Promise<ArrayBuffer>, last?: boolean): Promise<void>;
	/** Lets the host breathe: messages in, drawing out. Awaited once a step. */
	breathe(): Promise<void>;
}

/** Signature of a lab's `train` export in train.ts. */
export type Train = (learner: Readonly<Record<string, unknown>>, host: TrainHost) => Promise<void>;
