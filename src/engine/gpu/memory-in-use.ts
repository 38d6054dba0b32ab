/** Bytes of all buffers of our device, whoever made them. */

let bytes = 0;

/** Counts every buffer that this device makes and destroys from now on. */
export function countMemory(device: GPUDevice): void {
	bytes = 0;
	const create = device.createBuffer.bind(device);
	device.createBuffer = (descriptor) => {
		// Browsers say no size when memory runs out, but they quote the label (worker/session-failures.ts reads it).
		const asked = `of ${descriptor.size} bytes, ${bytes + descriptor.size} in all`;
		const buffer = create({ ...descriptor, label: `${descriptor.label ?? 'tensor'} ${asked}` });
		const destroy = buffer.destroy.bind(buffer);
		let isAlive = true;
		bytes += descriptor.size;
		buffer.destroy = () => {
			if (isAlive) bytes -= descriptor.size;
			isAlive = false;
			destroy();
		};
		return buffer;
	};
}

export function gpuBytesInUse(): number {
	return bytes;
}
