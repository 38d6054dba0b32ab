/** What a compiled step says of itself, for the page. */

export interface StepStatus {
	/**
	 * `recording`: the JavaScript runs and its commands are recorded. `replayed`: the recording runs, the JavaScript does not.
	 * `refilled`: the JavaScript runs because its numbers change, and the recording runs with them. `eager`: the step runs as written.
	 */
	readonly mode: 'recording' | 'replayed' | 'refilled' | 'eager';
	/** Why it is not replayed, in one sentence; empty when it is, or may yet be. */
	readonly reason: string;
	/** JavaScript stack of the place that the reason is about; its line is for whoever knows the learner's file. */
	readonly stack: string | null;
	readonly dispatches: number;
	/** Commands of the step as it is written, and the JavaScript time of the last recording: what a replay saves. */
	readonly writtenDispatches: number;
	readonly writtenMs: number;
	readonly copies: number;
	/** JavaScript time of the last step, waiting left out. */
	readonly jsMs: number;
	/** From the sending of a step to its end on the GPU, measured now and then; null before. */
	readonly gpuMs: number | null;
	/** Memory of the recording, without weights. */
	readonly bytes: number;
	/** Tensors that the last step that ran its JavaScript left behind. */
	readonly leaked: number;
}

export const FRESH_STATUS: StepStatus = {
	mode: 'recording',
	reason: '',
	stack: null,
	dispatches: 0,
	writtenDispatches: 0,
	writtenMs: 0,
	copies: 0,
	jsMs: 0,
	gpuMs: null,
	bytes: 0,
	leaked: 0,
};

export interface KernelWork {
	readonly name: string;
	readonly flops: number;
	/** Bytes of all tensors it binds: what it would move with no cache at all, and no more than once. */
	readonly bytes: number;
}

/** One kernel of a recorded step, with its time on the GPU in nanoseconds where it was measured. */
export type KernelTime = KernelWork & { readonly ns: number | null };
