/**
 * Plain data that crosses the boundary between checks and learner code: JSON values and tensors as typed arrays.
 * A check never holds a tfjs tensor of the learner's.
 */

export type DType = 'float32' | 'int32' | 'bool';

export interface TensorValue {
	readonly kind: 'tensor';
	readonly shape: readonly number[];
	readonly dtype: DType;
	/** Row-major. float32 → Float32Array, int32 → Int32Array, bool → Uint8Array. */
	readonly data: Float32Array | Int32Array | Uint8Array;
}

export type Value = null | boolean | number | string | TensorValue | readonly Value[] | { readonly [key: string]: Value };

export function isTensorValue(value: unknown): value is TensorValue {
	return (
		typeof value === 'object' &&
		value !== null &&
		'kind' in value &&
		value.kind === 'tensor' &&
		'data' in value &&
		ArrayBuffer.isView(value.data)
	);
}

/** A float32 tensor value from numbers. The length must equal the product of the shape. */
export function tensorValue(data: ArrayLike<number>, shape: readonly number[], dtype: DType = 'float32'): TensorValue {
	const size = shape.reduce((product, n) => product * n, 1);
	if (data.length !== size) throw new RangeError(`A tensor of shape [${shape.join(', ')}] holds ${size} numbers, not ${data.length}.`);
	const Typed = dtype === 'float32' ? Float32Array : dtype === 'int32' ? Int32Array : Uint8Array;
	return { kind: 'tensor', shape, dtype, data: Typed.from(data) };
}
