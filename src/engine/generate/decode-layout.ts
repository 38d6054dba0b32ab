/**
 * Where everything lies that decoding keeps on the GPU between tokens, and how rows are shared out to workgroups.
 * Refuses a model whose rows do not fit into a workgroup's memory, and a cache larger than the device binds.
 */
import type { DecoderConfig } from './model-weights.ts';
import { epsilonOf, headDimOf } from './model-weights.ts';

export interface DecodeLayout {
	readonly width: number;
	readonly heads: number;
	readonly kvHeads: number;
	readonly headDim: number;
	readonly hidden: number;
	readonly vocabulary: number;
	readonly maxTime: number;
	readonly epsilon: number;
	/** Rows that one workgroup takes through a layer together, so that it reads the weights once for them. */
	readonly rows: number;
	/** maxBatch, made up to whole workgroups. */
	readonly capacity: number;
	/** Threads of a workgroup. */
	readonly group: number;
	/** Positions whose scores a workgroup holds at once. */
	readonly span: number;
	/** Floats of the cache of one layer: keys [row, kvHead, headDim, time], then values [row, kvHead, time, headDim]. */
	readonly cacheSize: number;
	/**
	 * Numbers between layers: [capacity, width], then for each row how many positions it has (0 once it has ended), then for each row the
	 * cosines and sines of its position (RoPE). The two stand here because a kernel may bind no more than eight tensors.
	 */
	readonly streamSize: number;
	readonly book: BookLayout;
}

/** int32: the seed, then five parts. History: prompt and new tokens of each row without a gap. */
export interface BookLayout {
	/** Positions read. */
	readonly place: number;
	/** Tokens of the prompt. */
	readonly prompt: number;
	/** Tokens drawn. */
	readonly made: number;
	/** 1: nothing more to draw. */
	readonly ended: number;
	readonly history: number;
	readonly size: number;
}

/** Every WebGPU device has this much, in bytes. */
const WORKGROUP_MEMORY = 16_384;
/** Threads that add up a row for its norm. */
export const LANES = 16;

export function decodeLayout(config: DecoderConfig, hidden: number, maxBatch: number, maxTime: number): DecodeLayout {
	const { width, heads, kvHeads = heads, vocabulary } = config;
	const headDim = headDimOf(config);
	const { rows, span } = shareOut(width, heads, maxBatch);
	const capacity = Math.ceil(maxBatch / rows) * rows;
	return {
		...{ width, heads, kvHeads, headDim, hidden, vocabulary, maxTime, rows, span, capacity },
		epsilon: epsilonOf(config),
		group: Math.min(256, Math.max(64, 2 ** Math.ceil(Math.log2(rows * width)))),
		cacheSize: 2 * capacity * kvHeads * headDim * maxTime,
		streamSize: capacity * (width + 1 + headDim),
		book: bookLayout(capacity, maxTime),
	};
}

/** @throws when the cache of a layer is larger than the device can bind */
export function checkCache({ cacheSize }: DecodeLayout, device: GPUDevice): void {
	const most = device.limits.maxStorageBufferBindingSize;
	if (cacheSize * 4 <= most) return;
	const [needs, has] = [cacheSize * 4, most].map((bytes) => Math.ceil(bytes / 2 ** 20));
	throw new Error(`Keys and values of a layer need ${needs} MiB and this graphics adapter binds ${has} MiB: lower maxBatch or maxTime.`);
}

/** As many rows as leave 64 workgroups busy, and as memory allows. */
function shareOut(width: number, heads: number, maxBatch: number): { rows: number; span: number } {
	const wanted = maxBatch >= 256 ? 4 : maxBatch >= 128 ? 2 : 1;
	for (let rows = wanted; rows >= 1; rows /= 2)
		for (const span of [32, 16, 8]) if (workgroupBytes(width, heads, rows, span) <= WORKGROUP_MEMORY) return { rows, span };
	throw new Error(`A width of ${width} with ${heads} heads needs more memory than a workgroup has: decoding takes a width up to 1,024.`);
}

/** Of the attention kernel, which needs most. */
function workgroupBytes(width: number, heads: number, rows: number, span: number): number {
	return 4 * rows * (2 * width + 2 * LANES + heads * (2 * span + 2)) + 4;
}

function bookLayout(capacity: number, maxTime: number): BookLayout {
	const [place, prompt, made, ended, history] = [0, 1, 2, 3, 4].map((part) => 1 + part * capacity);
	if (place === undefined || prompt === undefined || made === undefined || ended === undefined || history === undefined)
		throw new Error('The book of a decoder has five parts. This is a fault of Gradus.');
	return { place, prompt, made, ended, history, size: history + capacity * maxTime };
}
