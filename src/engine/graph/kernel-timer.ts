/** Timestamps around the passes of one submit. Needs a device with the feature timestamp-query. */

/** WebGPU's largest query set holds 4,096; two a kernel. Kernels beyond that are not timed. */
const MAX_TIMED = 2_048;

export interface KernelTimer {
	passOf(kernel: number): GPUComputePassDescriptor;
	/** Behind the last pass. */
	resolve(encoder: GPUCommandEncoder): void;
	/** Nanoseconds by kernel, once the submit has run. */
	read(): Promise<number[]>;
}

export function createKernelTimer(device: GPUDevice, kernels: number): KernelTimer {
	const timed = Math.min(kernels, MAX_TIMED);
	const count = Math.max(2, timed * 2);
	const queries = device.createQuerySet({ type: 'timestamp', count });
	const resolved = device.createBuffer({ size: count * 8, usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC });
	const staging = device.createBuffer({ size: count * 8, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
	return {
		passOf(kernel) {
			if (kernel >= timed) return {};
			return { timestampWrites: { querySet: queries, beginningOfPassWriteIndex: 2 * kernel, endOfPassWriteIndex: 2 * kernel + 1 } };
		},
		resolve(encoder) {
			encoder.resolveQuerySet(queries, 0, count, resolved, 0);
			encoder.copyBufferToBuffer(resolved, 0, staging, 0, count * 8);
		},
		async read() {
			await staging.mapAsync(GPUMapMode.READ);
			const stamps = new BigUint64Array(staging.getMappedRange().slice(0));
			for (const each of [resolved, staging]) each.destroy();
			queries.destroy();
			return Array.from({ length: timed }, (_, i) => Number((stamps[2 * i + 1] ?? 0n) - (stamps[2 * i] ?? 0n)));
		},
	};
}
