/**
 * The one kernel that training a GPT needs and tfjs-backend-wasm 4.22 lacks: the gradient of gather.
 * Plain JavaScript on the WASM heap. Ids outside 0 … numSegments − 1 are left out, as the other backends do.
 */

import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { getKernel, type KernelFunc, registerKernel, type TensorInfo, util } from '@tensorflow/tfjs-core';

const unsortedSegmentSum: KernelFunc = ({ inputs, attrs, backend }) => {
	// The kernel is registered for the wasm backend alone, with the inputs that tfjs's op gives it.
	const wasm = backend as unknown as BackendWasm;
	const { x, segmentIds } = inputs as { x: TensorInfo; segmentIds: TensorInfo };
	const { numSegments } = attrs as { numSegments: number } & typeof attrs;
	const rest = x.shape.slice(segmentIds.shape.length);
	const rowSize = util.sizeFromShape(rest);
	const out = wasm.makeOutput([numSegments, ...rest], x.dtype);
	// makeOutput may grow the heap, which detaches earlier views: take them afterwards.
	const [values, ids, sums] = [wasm.typedArrayFromHeap(x), wasm.typedArrayFromHeap(segmentIds), wasm.typedArrayFromHeap(out)];
	sums.fill(0);
	for (let row = 0; row < ids.length; row += 1) {
		const segment = ids[row] ?? -1;
		if (segment < 0 || segment >= numSegments) continue;
		for (let i = 0; i < rowSize; i += 1) {
			const at = segment * rowSize + i;
			sums[at] = (sums[at] ?? 0) + (values[row * rowSize + i] ?? 0);
		}
	}
	return out;
};

/** May be called again; registers once. */
export function registerUnsortedSegmentSum(): void {
	if (getKernel('UnsortedSegmentSum', 'wasm') !== undefined) return;
	registerKernel({ kernelName: 'UnsortedSegmentSum', backendName: 'wasm', kernelFunc: unsortedSegmentSum });
}
