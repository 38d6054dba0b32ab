/** Buffers that a recorded step reads its arguments from. Their contents change from step to step, their place never. */
import * as tf from '@tensorflow/tfjs';
import type { GraphBackend } from '../gpu/graph-backend.ts';
import { gpuBytes } from '../gpu/storage.ts';
import { STORAGE_USAGE } from './trace.ts';

export type Input = tf.Tensor | number;

interface Slot {
	readonly buffer: GPUBuffer;
	readonly shape: number[];
	readonly dtype: tf.DataType;
}

export class InputSlots {
	readonly #backend: GraphBackend;
	#slots: readonly Slot[] | null = null;

	constructor(backend: GraphBackend) {
		this.#backend = backend;
	}

	/** Puts the arguments of the next step in place. All calls have arguments of the same shapes. */
	write(inputs: readonly Input[]): void {
		this.#slots ??= inputs.map((input) => this.#make(input));
		const { queue } = this.#backend.device;
		for (const [i, { buffer, shape, dtype }] of this.#slots.entries()) {
			const input = inputs[i];
			if (input === undefined) continue;
			if (typeof input === 'number') {
				queue.writeBuffer(buffer, 0, new Float32Array([input]));
				continue;
			}
			const { values } = this.#backend.tensorMap.get(input.dataId);
			// Number tensors only: a step has no use for text.
			if (values !== null && values !== undefined) queue.writeBuffer(buffer, 0, gpuBytes(values as tf.TypedArray, dtype));
			else this.#copy(input, buffer, shape, dtype);
		}
	}

	/** Tensors over the slots, for the step's JavaScript; the caller disposes them. */
	views(): tf.Tensor[] {
		return (this.#slots ?? []).map(({ buffer, shape, dtype }) => this.#view(buffer, shape, dtype));
	}

	destroy(): void {
		for (const { buffer } of this.#slots ?? []) buffer.destroy();
		this.#slots = null;
	}

	#copy(input: tf.Tensor, buffer: GPUBuffer, shape: number[], dtype: tf.DataType): void {
		const view = this.#view(buffer, shape, dtype);
		this.#backend.copy(input, view);
		this.#backend.flush();
		view.dispose();
	}

	#make(input: Input): Slot {
		const [shape, dtype] = typeof input === 'number' ? [[], 'float32' as const] : [input.shape, input.dtype];
		const size = Math.max(4, tf.util.sizeFromShape(shape) * 4);
		return { buffer: this.#backend.device.createBuffer({ label: 'input', size, usage: STORAGE_USAGE }), shape, dtype };
	}

	#view(buffer: GPUBuffer, shape: number[], dtype: tf.DataType): tf.Tensor {
		return tf.engine().makeTensorFromTensorInfo(this.#backend.viewOf(buffer, 0, shape, dtype), tf.backend());
	}
}
