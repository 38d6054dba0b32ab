/** Uniform values as bytes (WGSL layout rules), and one buffer that holds each distinct block once. */
import type { ProgramUniforms } from './internals.ts';

const ALIGNMENT = 256;
const HEAP_BYTES = 262_144;

/**
 * Packs a struct of scalars and vectors. Alignment: 4 for one number, 8 for two, 16 for more (https://www.w3.org/TR/WGSL/#alignof);
 * five and six numbers stand for tfjs's structs of that many, which start and end on 16.
 */
export function packUniforms(fields: ProgramUniforms): Uint32Array<ArrayBuffer> {
	let end = 0;
	let largest = 4;
	let before = 0;
	const places = fields.map(({ data }) => {
		const count = Math.max(1, data.length);
		const alignment = before > 4 || count > 2 ? 16 : count * 4;
		largest = Math.max(largest, alignment);
		const at = Math.ceil(end / alignment) * alignment;
		end = at + count * 4;
		before = count;
		return at;
	});
	const bytes = new ArrayBuffer(Math.ceil(end / largest) * largest);
	fields.forEach(({ type, data }, i) => {
		const View = type === 'float32' ? Float32Array : type === 'uint32' ? Uint32Array : Int32Array;
		// An empty shape is one that no shader reads; tfjs writes 1 there.
		new View(bytes, places[i], Math.max(1, data.length)).set(data.length === 0 ? [1] : data);
	});
	return new Uint32Array(bytes);
}

export interface UniformHeap {
	/** Where these bytes lie; written to the device the first time they are seen. */
	place(block: Uint32Array<ArrayBuffer>): GPUBufferBinding;
	destroy(): void;
}

/** Grows by whole buffers. A full heap forgets what it knew: bind groups keep the old buffer alive as long as they need it. */
export function createUniformHeap(device: GPUDevice): UniformHeap {
	let known = new Map<string, GPUBufferBinding>();
	let buffer: GPUBuffer | null = null;
	let end = 0;
	return {
		place(block) {
			const key = block.join();
			const found = known.get(key);
			if (found !== undefined) return found;
			if (buffer === null || end + block.byteLength > HEAP_BYTES) {
				buffer = device.createBuffer({ label: 'uniforms', size: HEAP_BYTES, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
				known = new Map();
				end = 0;
			}
			const binding = { buffer, offset: end, size: block.byteLength };
			device.queue.writeBuffer(buffer, end, block);
			known.set(key, binding);
			end = Math.ceil((end + block.byteLength) / ALIGNMENT) * ALIGNMENT;
			return binding;
		},
		destroy() {
			buffer?.destroy();
			buffer = null;
			known.clear();
		},
	};
}
