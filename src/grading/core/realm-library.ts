/**
 * The part of tfjs-core that a realm needs, as a shape: whoever builds a realm passes the module in,
 * so this folder imports no tfjs and runs in a worker, an isolate and Node alike.
 */
import type { DType } from '#contract/value.ts';

export interface RealmTensor {
	readonly shape: readonly number[];
	readonly dtype: string;
	readonly dataId: object;
	readonly isDisposed: boolean;
	data(): Promise<ArrayLike<number> | readonly string[]>;
	dispose(): void;
}

export interface RealmEngine {
	readonly state: {
		readonly tensorInfo: { get(dataId: object): { readonly bytes: number } | undefined };
		readonly scopeStack: { readonly length: number };
		readonly registeredVariables: { readonly [name: string]: RealmTensor };
	};
	startScope(name?: string): void;
	endScope(): void;
	trackTensor(tensor: RealmTensor, backend: unknown): void;
	disposeTensor(tensor: RealmTensor, backend?: unknown): void;
	/** Every op of tfjs comes through here, by the name of its kernel. */
	runKernel(
		kernel: string,
		inputs: Readonly<Record<string, RealmTensor | undefined>>,
		attrs?: Readonly<Record<string, unknown>>,
	): RealmTensor | readonly RealmTensor[];
	/** Takes a tensor out of every scope. */
	keep(tensor: RealmTensor): RealmTensor;
}

export interface TensorLibrary {
	readonly Tensor: { readonly prototype: object };
	tensor(values: Float32Array | Int32Array | Uint8Array, shape: number[], dtype: DType): RealmTensor;
	engine(): RealmEngine;
}

/** Engine.gradients with allowNoGradients, which the public tf.grads does not offer. */
export interface GradientEngine {
	gradients(
		f: () => unknown,
		xs: readonly RealmTensor[],
		dy: RealmTensor,
		allowNoGradients: boolean,
	): { readonly value: RealmTensor; readonly grads: readonly (RealmTensor | null | undefined)[] };
}
