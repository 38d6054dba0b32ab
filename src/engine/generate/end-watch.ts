/**
 * Learns, a submit or two later, that every row of a rollout has ended, without anybody waiting for it: rollouts that stop early then cost
 * no more than they need.
 */
import type * as tf from '@tensorflow/tfjs';
import type { GraphBackend } from '../gpu/graph-backend.ts';
import { bufferOf } from './step-replay.ts';

export class EndWatch {
	haveAllEnded = false;
	readonly #device: GPUDevice;
	readonly #book: GPUBuffer;
	readonly #at: number;
	readonly #staging: GPUBuffer;
	#isLooking = false;

	/** `at`: where in the book the batch's marks begin. */
	constructor(backend: GraphBackend, book: tf.Tensor, at: number, batch: number) {
		const range = backend.rangeOf(book);
		this.#device = backend.device;
		this.#book = bufferOf(range);
		this.#at = range.offset + at * 4;
		this.#staging = this.#device.createBuffer({ size: batch * 4, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
	}

	/** Asks for the marks as they are after what was sent so far: one submit, or none (false) while an answer is on its way. */
	look(): boolean {
		if (this.#isLooking) return false;
		this.#isLooking = true;
		const encoder = this.#device.createCommandEncoder();
		encoder.copyBufferToBuffer(this.#book, this.#at, this.#staging, 0, this.#staging.size);
		this.#device.queue.submit([encoder.finish()]);
		this.#staging.mapAsync(GPUMapMode.READ).then(
			() => {
				this.haveAllEnded = new Int32Array(this.#staging.getMappedRange()).every((mark) => mark === 1);
				this.#staging.unmap();
				this.#isLooking = false;
			},
			// Destroyed while the answer was on its way: nobody asks any more.
			() => undefined,
		);
		return true;
	}

	destroy(): void {
		this.#staging.destroy();
	}
}
