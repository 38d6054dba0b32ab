/**
 * What a recorded step is: commands over buffers, some of which do not exist yet. Plain data; nothing here touches a GPU.
 */
import type { DataType, TypedArray } from '@tensorflow/tfjs';
import type { DeferredPipeline } from '../gpu/internals.ts';

/** A tensor that a step makes: memory is planned for it after recording. */
export class VirtualBuffer {
	readonly bytes: number;

	constructor(bytes: number) {
		this.bytes = bytes;
	}
}

/** Numbers that JavaScript makes anew for each step, replayed or not: a scheduled learning rate, a seed. */
export type Supplier = () => TypedArray;

/** A tensor that the step's JavaScript made from numbers. Its content is compared between recordings, unless it has a supplier. */
export class Constant {
	readonly values: TypedArray;
	readonly dtype: DataType;
	readonly bytes: number;
	readonly supplier: Supplier | null;

	constructor(values: TypedArray, dtype: DataType, supplier: Supplier | null) {
		this.values = values;
		this.dtype = dtype;
		this.bytes = values.length * 4;
		this.supplier = supplier;
	}
}

/** Usage of every buffer that holds a tensor: STORAGE | COPY_SRC | COPY_DST. */
export const STORAGE_USAGE = 0x80 | 0x04 | 0x08;

export type Storage = GPUBuffer | VirtualBuffer | Constant;

/** Part of a storage. Offsets are multiples of 256, sizes of 4. */
export interface Range {
	readonly storage: Storage;
	readonly offset: number;
	readonly bytes: number;
}

export type Pipeline = GPUComputePipeline | DeferredPipeline;

export interface Dispatch {
	readonly kind: 'dispatch';
	/** Same key, same shader. */
	readonly key: string;
	readonly pipeline: Pipeline;
	/** Written ones first. */
	readonly bindings: readonly Range[];
	/** How many of the bindings are written. */
	readonly writes: number;
	/** Packed as WGSL lays a uniform struct out; null when the kernel has none. Bound behind the others. */
	readonly uniforms: Uint32Array<ArrayBuffer> | null;
	readonly grid: readonly [number, number, number];
	/** Shape and kind of each binding as the kernel sees it, where tfjs made the command; null for kernels of ours. */
	readonly tensors: readonly { readonly shape: readonly number[]; readonly dtype: DataType }[] | null;
	/** What is computed, where the kernel says so; for the roofline. */
	readonly flops: number;
	/** Stack of the JavaScript that asked for it; only while a reason is looked for. */
	readonly stack: string | null;
}

export interface Copy {
	readonly kind: 'copy';
	readonly from: Range;
	readonly to: Range;
}

export type Command = Dispatch | Copy;

export interface Trace {
	readonly commands: readonly Command[];
	/** In the order of their first use. */
	readonly constants: readonly Constant[];
	/** Tensors made by the step that live on after it, other than through variables. */
	readonly survivors: number;
	/** Tensors made outside that the step disposed. */
	readonly disposed: number;
	/** Called once a step, in this order, whether or not a command uses what they give. */
	readonly suppliers: readonly Supplier[];
}

/** First word of a kernel's key: its name for people. */
export function kernelName(key: string): string {
	return /^[A-Za-z]+[A-Za-z0-9]*/.exec(key)?.[0] ?? 'kernel';
}
