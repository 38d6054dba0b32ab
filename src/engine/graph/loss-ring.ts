/**
 * Reads one number a step without making the GPU wait: each step copies it into one of a few small buffers, and whoever wants it maps
 * that buffer. A number that nobody asked for within the ring's length is gone.
 */
import { goneLoss, MAX_UNREAD_LOSSES } from './eager-step.ts';

interface Slot {
	readonly buffer: GPUBuffer;
	step: number;
	reading: Promise<number> | null;
}

export class LossRing {
	readonly #slots: Slot[];
	#next = 0;

	constructor(device: GPUDevice) {
		const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
		this.#slots = Array.from({ length: MAX_UNREAD_LOSSES }, () => ({
			buffer: device.createBuffer({ label: 'loss', size: 4, usage }),
			step: -1,
			reading: null,
		}));
	}

	/** The buffer for the next step's number; free once a reading of its last one has ended. */
	async claim(): Promise<{ readonly step: number; readonly buffer: GPUBuffer }> {
		const step = this.#next;
		this.#next += 1;
		const slot = this.#slotOf(step);
		await slot.reading?.catch(() => undefined);
		[slot.step, slot.reading] = [step, null];
		return { step, buffer: slot.buffer };
	}

	/** @throws when the step is more than the ring's length ago */
	read(step: number): Promise<number> {
		const slot = this.#slotOf(step);
		if (slot.step !== step) return goneLoss();
		slot.reading ??= mapped(slot.buffer);
		return slot.reading;
	}

	destroy(): void {
		for (const { buffer } of this.#slots) buffer.destroy();
	}

	#slotOf(step: number): Slot {
		const slot = this.#slots[step % MAX_UNREAD_LOSSES];
		if (slot === undefined) throw new Error('The ring of losses has no such slot.');
		return slot;
	}
}

async function mapped(buffer: GPUBuffer): Promise<number> {
	await buffer.mapAsync(GPUMapMode.READ);
	const value = new Float32Array(buffer.getMappedRange())[0] ?? Number.NaN;
	buffer.unmap();
	return value;
}
