/** What makes a decoder, what it tells about its work, and what both of its ways have to do. */
import type { DecoderConfig, DecoderWeights } from './model-weights.ts';
import type { Rollout, RolloutOptions } from './rollout.ts';

export interface DecoderOptions {
	readonly config: DecoderConfig;
	/** Read as they are at each rollout: a training step in between changes what comes next. They stay the caller's. */
	readonly weights: DecoderWeights;
	/** Most prompts at once. */
	readonly maxBatch: number;
	/** Most tokens of a row, prompt and new ones together. */
	readonly maxTime: number;
}

export interface DecoderStatus {
	/** Of one position of all rows; 0 where tensors live on the processor. */
	readonly dispatchesPerToken: number;
	/** How often the step was recorded: once, and again when weights moved to other buffers. */
	readonly recordings: number;
	/** Of the cache and what else is kept on the GPU between rollouts. */
	readonly bytes: number;
	/** The last rollout: submits, positions read, its time from the first to the last, and JavaScript time per position. */
	readonly submits: number;
	readonly steps: number;
	readonly ms: number;
	readonly jsMsPerToken: number;
	/** Of the submit with the least: one that did not wait for a busy device. */
	readonly leastJsMsPerToken: number;
}

export const FRESH_STATUS: DecoderStatus = {
	...{ dispatchesPerToken: 0, recordings: 0, bytes: 0 },
	...{ submits: 0, steps: 0, ms: 0, jsMsPerToken: 0, leastJsMsPerToken: 0 },
};

export interface DecoderBackend {
	readonly status: DecoderStatus;
	rollout(options: RolloutOptions): Promise<Rollout>;
	dispose(): void;
}
