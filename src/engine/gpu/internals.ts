/**
 * What we use of tfjs-backend-webgpu 4.22 that its types call private. The version is pinned, and graph-backend.test.ts fails when a name
 * here is missing, so that an upgrade cannot change behaviour in silence.
 */
import type { BackendValues, DataId, DataStorage, DataType, TensorInfo } from '@tensorflow/tfjs';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { Constant, VirtualBuffer } from '../graph/trace.ts';

export interface TensorData {
	values: BackendValues | null;
	dtype: DataType;
	shape: number[];
	refCount: number;
	/** A buffer; while a step is recorded also something that has no buffer yet. */
	resource?: GPUBuffer | VirtualBuffer | Constant | null;
	/** True: the buffer belongs to somebody else (a flat parameter buffer, an input of a compiled step). */
	external?: boolean;
	/** Byte offset within the buffer, a multiple of 256. */
	offset?: number;
}

/** The part of tfjs's WebGPUProgram that a dispatch needs. */
export interface Program {
	shaderKey: string;
	readonly outputShape: number[];
	readonly variableNames: string[];
	dispatch: [number, number, number];
	readonly size?: boolean;
	readonly outputComponent?: number;
	readonly pixelsOpType?: number;
	pipeline: GPUComputePipeline | DeferredPipeline;
}

export type ProgramUniforms = readonly { readonly type: string; readonly data: readonly number[] }[];

/** A pipeline that the browser is compiling beside others. */
export interface DeferredPipeline {
	readonly descriptor: GPUComputePipelineDescriptor;
	readonly compiled: Promise<GPUComputePipeline>;
	/** Set once compiled. */
	pipeline: GPUComputePipeline | null;
}

interface BufferManager {
	numBytesUsed: number;
	numBytesAllocated: number;
	acquireBuffer(size: number, usage: number, mappedAtCreation?: boolean, reuse?: boolean): GPUBuffer;
	releaseBuffer(buffer: GPUBuffer, reuse?: boolean): void;
}

export interface BackendInternals {
	device: GPUDevice;
	queue: GPUQueue;
	tensorMap: DataStorage<TensorData>;
	bufferManager: BufferManager;
	commandEncoder: GPUCommandEncoder | null;
	computePassEncoder: GPUComputePassEncoder | null;
	commandQueueOwnedIds: WeakSet<DataId>;
	dispatchCountInPass: number;
	pipelineCache: Record<string, GPUComputePipeline | DeferredPipeline>;
	tensorDataPendingDisposal: DataId[];
	ensureCommandEncoderReady(): void;
	endComputePassEncoder(): void;
	submitQueue(): void;
	write(values: BackendValues | null, shape: number[], dtype: DataType): DataId;
	makeTensorInfo(shape: number[], dtype: DataType, values?: BackendValues): TensorInfo;
	disposeData(dataId: DataId, force?: boolean): boolean;
	releaseResource(dataId: DataId): void;
	uploadToGPU(dataId: DataId): void;
	tensorToBinding(tensor?: TensorInfo): GPUBindingResource | null;
	recordAndSubmit(program: Program, output: TensorInfo, inputs: TensorInfo[], uniforms?: ProgramUniforms): void;
	runWebGPUProgram(program: Program, inputs: TensorInfo[], dtype: DataType, uniforms?: ProgramUniforms, output?: TensorInfo): TensorInfo;
	read(dataId: DataId): Promise<BackendValues>;
	readSync(dataId: DataId): BackendValues;
	refCount(dataId: DataId): number;
	numDataIds(): number;
}

/** Names that must exist on a live backend; the contract test walks this list. */
export const INTERNAL_NAMES = [
	'device',
	'queue',
	'tensorMap',
	'bufferManager',
	'commandEncoder',
	'computePassEncoder',
	'commandQueueOwnedIds',
	'dispatchCountInPass',
	'pipelineCache',
	'tensorDataPendingDisposal',
	'ensureCommandEncoderReady',
	'endComputePassEncoder',
	'submitQueue',
	'write',
	'makeTensorInfo',
	'disposeData',
	'releaseResource',
	'uploadToGPU',
	'tensorToBinding',
	'recordAndSubmit',
	'runWebGPUProgram',
	'read',
	'readSync',
	'refCount',
	'numDataIds',
] as const satisfies readonly (keyof BackendInternals)[];

/** tfjs declares these members private; a subclass could not override them otherwise. Sound while the contract test passes. */
export const InternalBackend = WebGPUBackend as unknown as new (
	device: GPUDevice,
	info?: GPUAdapterInfo,
) => BackendInternals & Omit<WebGPUBackend, keyof BackendInternals>;
