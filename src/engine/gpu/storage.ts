/** Small questions about where a tensor's data lies and what it looks like to the GPU. Loads no backend. */
import { type DataType, type TypedArray, util } from '@tensorflow/tfjs';
import { Constant, type Pipeline, type Range, VirtualBuffer } from '../graph/trace.ts';
import type { DeferredPipeline, TensorData } from './internals.ts';

export function asBuffer(storage: Range['storage']): GPUBuffer {
	if (storage instanceof VirtualBuffer || storage instanceof Constant)
		throw new Error('This tensor has no data: it was made by a step that did not run.');
	return storage;
}

export function isDeferred(pipeline: Pipeline): pipeline is DeferredPipeline {
	return 'compiled' in pipeline;
}

export function byteLength({ shape }: TensorData): number {
	return util.sizeFromShape(shape) * 4;
}

export function valuesOf(data: TensorData): TypedArray {
	// Strings and complex numbers never reach a kernel of this backend.
	return data.values as TypedArray;
}

/** As the GPU sees it: bool and int32 as 32-bit integers. */
export function gpuBytes(values: TypedArray, dtype: DataType): Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> {
	return dtype === 'int32' || dtype === 'bool' ? Int32Array.from(values) : Float32Array.from(values);
}
