/**
 * Plain data in, tensors for the learner; whatever the learner gives back, plain data out or a sentence why not.
 * Runs in the learner's realm, so it takes hold of the built-ins it needs before their code is loaded.
 * Refuses functions, thenables, cycles, forged tensors and anything over the limits of contract/limits.ts.
 */
import { MAX_RESULT_BYTES, MAX_RESULT_DEPTH, MAX_RESULT_ITEMS, MAX_RESULT_KEYS, MAX_RESULT_TENSORS } from '#contract/limits.ts';
import { type DType, isTensorValue, type TensorValue, type Value } from '#contract/value.ts';
import type { RealmTensor, TensorLibrary } from './realm-library.ts';

/** Thrown by encode; its message is shown to the learner. */
export class UnsupportedValue extends Error {
	override name = 'UnsupportedValue' as const;
}

export interface RealmCodec {
	decode(value: Value): unknown;
	encode(value: unknown): Promise<Value>;
	isTensor(value: unknown): value is RealmTensor;
	/** The tensors in something that `encode` took. */
	tensorsIn(value: unknown): RealmTensor[];
}

interface Budget {
	bytes: number;
	tensors: number;
	items: number;
	keys: number;
	readonly path: Set<object>;
}

const BYTES_PER_ITEM: Readonly<Record<string, number>> = { float32: 4, int32: 4, bool: 1 };
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

export function createRealmCodec(tf: TensorLibrary): RealmCodec {
	const { apply, defineProperty, getPrototypeOf, ownKeys } = Reflect;
	const { isArray } = Array;
	const objectPrototype = Object.prototype;
	const promisePrototype = Promise.prototype;
	const typedCopy = createTypedCopy();
	const tensorPrototype = tf.Tensor.prototype;
	const hasInChain = objectPrototype.isPrototypeOf;
	// The prototype's own methods are what a real tensor has; learner code may replace them later.
	const readData = (tensorPrototype as RealmTensor).data;
	const engine = tf.engine();
	const makeTensor = tf.tensor;
	const { tensorInfo } = engine.state;

	function isTensor(value: unknown): value is RealmTensor {
		return typeof value === 'object' && value !== null && apply(hasInChain, tensorPrototype, [value]);
	}

	function decode(value: Value): unknown {
		if (isTensorValue(value)) return makeTensor(value.data.slice(), [...value.shape], value.dtype);
		if (typeof value !== 'object' || value === null) return value;
		const plain = isArray(value) ? [] : {};
		const keys = ownKeys(value);
		for (let i = 0; i < keys.length; i += 1) {
			const key = keys[i];
			// Own keys of plain data: reading one runs no code.
			if (typeof key === 'string' && key !== 'length') set(plain, key, decode((value as Readonly<Record<string, Value>>)[key] ?? null));
		}
		return plain;
	}

	async function encodeTensor(tensor: RealmTensor, budget: Budget): Promise<TensorValue> {
		const info = tensorInfo.get(tensor.dataId);
		if (info === undefined)
			throw new UnsupportedValue('The tensor was disposed before it was returned. Was it made inside tf.tidy and not returned from there?');
		const dtype = dtypeOf(tensor.dtype);
		const shape = [...tensor.shape];
		const size = shape.reduce((product, n) => product * n, 1);
		if (!isShape(shape) || size * (BYTES_PER_ITEM[dtype] ?? 4) !== info.bytes) {
			throw new UnsupportedValue('The tensor was altered by hand: its shape does not match its data.');
		}
		budget.tensors += 1;
		budget.bytes += info.bytes;
		if (budget.tensors > MAX_RESULT_TENSORS) throw new UnsupportedValue(`It holds more than ${MAX_RESULT_TENSORS} tensors.`);
		refuseTooManyBytes(budget);
		const data = await apply(readData, tensor, []);
		return { kind: 'tensor', shape, dtype, data: typedCopy(data, dtype, size) };
	}

	async function encodeObject(value: object, budget: Budget, depth: number): Promise<Value> {
		if (depth >= MAX_RESULT_DEPTH) throw new UnsupportedValue(`It is nested more than ${MAX_RESULT_DEPTH} deep.`);
		if (budget.path.has(value)) throw new UnsupportedValue('It contains itself.');
		budget.path.add(value);
		const plain = isArray(value) ? await encodeArray(value, budget, depth) : await encodeRecord(value, budget, depth);
		budget.path.delete(value);
		return plain;
	}

	async function encodeArray(value: readonly unknown[], budget: Budget, depth: number): Promise<Value> {
		const length = value.length;
		budget.items += length;
		if (budget.items > MAX_RESULT_ITEMS)
			throw new UnsupportedValue(`It holds more than ${MAX_RESULT_ITEMS} list items. Return a tensor instead.`);
		const items: Value[] = [];
		for (let i = 0; i < length; i += 1) set(items, i, await encodeAny(value[i], budget, depth + 1));
		return items;
	}

	async function encodeRecord(value: object, budget: Budget, depth: number): Promise<Value> {
		const prototype = getPrototypeOf(value);
		if (prototype === promisePrototype)
			throw new UnsupportedValue('It holds a promise, which nothing awaits here. Leave out async and await.');
		if (prototype !== objectPrototype && prototype !== null) {
			throw new UnsupportedValue('Return tensors, numbers, text, plain lists or plain objects; this is an instance of a class.');
		}
		const keys = ownKeys(value);
		budget.keys += keys.length;
		if (budget.keys > MAX_RESULT_KEYS) throw new UnsupportedValue(`It holds more than ${MAX_RESULT_KEYS} keys.`);
		const record: Record<string, Value> = {};
		for (let i = 0; i < keys.length; i += 1) {
			const key = keys[i];
			if (typeof key !== 'string' || FORBIDDEN_KEYS.has(key))
				throw new UnsupportedValue(`It has a key that cannot be passed on: ${String(key)}.`);
			// A plain object with string keys: reading by key is what any caller would do.
			set(record, key, await encodeAny((value as Readonly<Record<string, unknown>>)[key], budget, depth + 1));
		}
		return record;
	}

	/** An assignment would run setters that learner code put on Array.prototype or Object.prototype. */
	function set(target: object, key: string | number, value: unknown): void {
		defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
	}

	async function encodeAny(value: unknown, budget: Budget, depth: number): Promise<Value> {
		if (value === undefined || value === null) return null;
		if (typeof value === 'boolean' || typeof value === 'number') return value;
		if (typeof value === 'string') {
			budget.bytes += 2 * value.length;
			refuseTooManyBytes(budget);
			return value;
		}
		if (typeof value !== 'object') throw new UnsupportedValue(`It is a ${typeof value}; return tensors, numbers, text or lists of them.`);
		return isTensor(value) ? encodeTensor(value, budget) : encodeObject(value, budget, depth);
	}

	/** Walks what encode walked: it has refused cycles, depth and too many items. */
	function tensorsIn(value: unknown): RealmTensor[] {
		if (isTensor(value)) return [value];
		if (typeof value !== 'object' || value === null) return [];
		// Plain lists and plain records, which encode has read by the same keys.
		return ownKeys(value).flatMap((key) => tensorsIn((value as Readonly<Record<string | symbol, unknown>>)[key]));
	}

	return {
		decode,
		isTensor,
		tensorsIn,
		encode: (value) => encodeAny(value, { bytes: 0, tensors: 0, items: 0, keys: 0, path: new Set() }, 0),
	};
}

function refuseTooManyBytes(budget: Budget): void {
	if (budget.bytes > MAX_RESULT_BYTES) throw new UnsupportedValue(`It is larger than ${MAX_RESULT_BYTES / 1_048_576} MiB.`);
}

function isShape(shape: readonly unknown[]): boolean {
	return shape.every((n) => typeof n === 'number' && Number.isInteger(n) && n >= 0);
}

function dtypeOf(dtype: string): DType {
	if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
	throw new UnsupportedValue(`A tensor of dtype ${String(dtype).slice(0, 20)} cannot be checked; use float32, int32 or bool.`);
}

/** Constructors taken hold of early: `from` and the iterators behind it are the learner's to replace, copying one typed array is not. */
function createTypedCopy(): (data: ArrayLike<number> | readonly string[], dtype: DType, size: number) => TensorValue['data'] {
	const { isView } = ArrayBuffer;
	const [Floats, Integers, Bytes] = [Float32Array, Int32Array, Uint8Array];
	return (data, dtype, size) => {
		if (!isView(data) || !('length' in data) || data.length !== size)
			throw new UnsupportedValue('The tensor was altered by hand: its data are not numbers.');
		// A tensor of these three dtypes holds one of these three typed arrays; a backend may hand int32 out as another one.
		const numbers = data as Float32Array | Int32Array | Uint8Array;
		if (dtype === 'float32') return new Floats(numbers);
		return dtype === 'int32' ? new Integers(numbers) : new Bytes(numbers);
	};
}
