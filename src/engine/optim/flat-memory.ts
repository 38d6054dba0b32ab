/**
 * All parameters of a model in one buffer, and three more of the same layout for gradients and moments: one kernel then updates everything.
 * Each parameter starts at a multiple of 256 bytes, as WebGPU asks of a binding; the gaps hold zeros and stay zeros.
 */
import * as tf from '@tensorflow/tfjs';
import type { GraphBackend } from '../gpu/graph-backend.ts';
import { detachVariable, moveVariable, settleVariable } from '../gpu/move-variable.ts';
import { STORAGE_USAGE } from '../graph/trace.ts';

const BLOCK_BYTES = 256;
/** Floats in a block: one flag of weight decay holds for a block. */
export const BLOCK = BLOCK_BYTES / 4;

export interface FlatBuffer {
	/** All of it, gaps included. */
	readonly whole: tf.Tensor1D;
	/** The part of each parameter, in its shape. */
	readonly parts: ReadonlyMap<string, tf.Tensor>;
	destroy(): void;
}

export interface FlatMemory {
	/** Floats, gaps included: a multiple of BLOCK. */
	readonly size: number;
	/** Parameter of each block, by its place in `parameters`. */
	readonly owners: Uint32Array;
	buffer(label: string): FlatBuffer;
	/** Moves the variables into a buffer of this layout, with their values. */
	adopt(into: FlatBuffer): void;
	/** Gives the variables buffers of their own again. */
	release(): void;
	/** Whoever holds clones of the variables gets copies, before they change in place. */
	detach(): void;
}

export function layOut(backend: GraphBackend, parameters: ReadonlyMap<string, tf.Variable>): FlatMemory {
	const offsets = new Map<string, number>();
	const owners: number[] = [];
	let end = 0;
	for (const [i, [name, { size }]] of [...parameters].entries()) {
		offsets.set(name, end);
		const blocks = Math.ceil((size * 4) / BLOCK_BYTES);
		owners.push(...Array<number>(blocks).fill(i));
		end += blocks * BLOCK_BYTES;
	}
	const size = end / 4;
	const view = (buffer: GPUBuffer, offset: number, shape: number[]): tf.Tensor =>
		// kept: it lives as long as the buffer, whatever scope it was made in.
		tf.keep(tf.engine().makeTensorFromTensorInfo(backend.viewOf(buffer, offset, shape, 'float32'), tf.backend()));

	return {
		size,
		owners: Uint32Array.from(owners),
		buffer(label) {
			const buffer = backend.device.createBuffer({ label, size: end, usage: STORAGE_USAGE });
			const parts = new Map([...parameters].map(([name, { shape }]) => [name, view(buffer, offsets.get(name) ?? 0, shape)] as const));
			// A view of rank 1; viewOf cannot know.
			const whole = view(buffer, 0, [size]) as tf.Tensor1D;
			return {
				whole,
				parts,
				destroy() {
					tf.dispose([whole, ...parts.values()]);
					buffer.destroy();
				},
			};
		},
		adopt(into) {
			for (const [name, variable] of parameters) {
				const part = into.parts.get(name);
				if (part === undefined) continue;
				backend.copy(variable, part);
				backend.flush();
				const { storage, offset } = backend.rangeOf(part);
				if (storage instanceof GPUBuffer) moveVariable(backend, variable, storage, offset, true);
			}
		},
		release() {
			for (const variable of parameters.values()) if (!variable.isDisposed) settleVariable(backend, variable);
		},
		detach() {
			for (const variable of parameters.values()) detachVariable(backend, variable);
		},
	};
}
