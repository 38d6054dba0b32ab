/**
 * addN of any number of tensors on WebGPU. tfjs 4.22 binds one buffer for each input, and a shader stage may have as few as eight or ten:
 * with more, the command is refused and the sum reads as zero. Here longer sums are made in groups that fit.
 */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { getKernel, type KernelFunc, registerKernel, type TensorInfo, unregisterKernel } from '@tensorflow/tfjs-core';

let isRegistered = false;

/** May be called again; replaces tfjs's kernel once. */
export function registerAddNInGroups(): void {
	const single = getKernel('AddN', 'webgpu')?.kernelFunc;
	if (isRegistered || single === undefined) return;
	isRegistered = true;
	unregisterKernel('AddN', 'webgpu');
	registerKernel({ kernelName: 'AddN', backendName: 'webgpu', kernelFunc: inGroups(single) });
}

function inGroups(single: KernelFunc): KernelFunc {
	return ({ inputs, backend }) => {
		// The kernel is registered for webgpu alone; tfjs gives addN its inputs as a list.
		const gpu = backend as unknown as WebGPUBackend;
		const [first, ...rest] = inputs as unknown as readonly TensorInfo[];
		if (first === undefined) throw new Error('addN needs at least one tensor.');
		const sum = (tensors: readonly TensorInfo[]): TensorInfo => {
			// A kernel gives one tensor here; the list type stands for kernels with several outputs.
			return single({ inputs: tensors as unknown as Parameters<KernelFunc>[0]['inputs'], backend }) as TensorInfo;
		};
		// One place is the output's, one the sum's so far.
		const size = gpu.device.limits.maxStorageBuffersPerShaderStage - 2;
		let total = sum([first, ...rest.slice(0, size)]);
		for (let at = size; at < rest.length; at += size) {
			const next = sum([total, ...rest.slice(at, at + size)]);
			gpu.disposeData(total.dataId);
			total = next;
		}
		return total;
	};
}
