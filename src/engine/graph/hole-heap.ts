/** The numbers of a recorded step in one buffer: each distinct block once, and those that change from run to run side by side at the end. */
import type { GraphBackend } from '../gpu/graph-backend.ts';

const ALIGNMENT = 256;
export const align = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

export function makeBuffer({ device }: GraphBackend, label: string, size: number, usage: GPUBufferUsageFlags): GPUBuffer {
	return device.createBuffer({ label, size: Math.max(ALIGNMENT, size), usage });
}

function missing(): never {
	throw new Error('The numbers of a recorded step have no place. This is a fault of Gradus.');
}

export interface HoleHeap {
	readonly buffer: GPUBuffer | null;
	readonly bindings: readonly (GPUBufferBinding | null)[];
	/** New contents of the blocks that change, in order. */
	write(blocks: readonly Block[]): void;
}

type Block = Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

export function placeBlocks(
	backend: GraphBackend,
	blocks: readonly (Block | null)[],
	changing: ReadonlySet<number>,
	usage: GPUBufferUsageFlags,
): HoleHeap {
	const offsets = new Map<string, number>();
	const places: number[] = [];
	let end = 0;
	const place = (block: Block): number => {
		const at = end;
		end = align(end + block.byteLength);
		return at;
	};
	for (const [i, block] of blocks.entries()) {
		if (block === null || changing.has(i)) continue;
		const key = `${block.constructor.name}:${block.join()}`;
		const at = offsets.get(key) ?? place(block);
		offsets.set(key, at);
		places[i] = at;
	}
	const firstHole = end;
	for (const i of changing) places[i] = place(blocks[i] ?? missing());
	const bytes = new Uint8Array(end);
	const put = (block: Block, at: number): void => bytes.set(new Uint8Array(block.buffer, block.byteOffset, block.byteLength), at);
	for (const [i, block] of blocks.entries()) if (block !== null) put(block, places[i] ?? missing());
	if (end === 0) return { buffer: null, bindings: [], write: () => undefined };
	const buffer = makeBuffer(backend, 'numbers', end, usage);
	backend.device.queue.writeBuffer(buffer, 0, bytes);
	return {
		buffer,
		bindings: blocks.map((block, i) => (block === null ? null : { buffer, offset: places[i] ?? missing(), size: block.byteLength })),
		write(news) {
			if (news.length === 0) return;
			const holes = [...changing];
			for (const [n, block] of news.entries()) put(block, places[holes[n] ?? -1] ?? missing());
			backend.device.queue.writeBuffer(buffer, firstHole, bytes, firstHole);
		},
	};
}
