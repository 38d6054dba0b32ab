/**
 * Plain data as bytes and back: u32 length, JSON, raw tensor data. Every JSON node is tagged, so that no key or text is taken for a tensor.
 * The reader trusts nothing: wrong tags, sizes that do not agree and bytes left over are refused.
 */
import { type DType, isTensorValue, type Value } from '#contract/value.ts';

type Node = null | boolean | number | string | { readonly [tag: string]: unknown };
const BYTES: Readonly<Record<string, number>> = { float32: 4, int32: 4, bool: 1 };
const MAX_DEPTH = 12;

export function packValue(value: Value): Buffer {
	const parts: Buffer[] = [];
	const json = Buffer.from(JSON.stringify(toNode(value, parts)));
	const length = Buffer.alloc(4);
	length.writeUInt32LE(json.length);
	return Buffer.concat([length, json, ...parts]);
}

function toNode(value: Value, parts: Buffer[]): Node {
	if (typeof value === 'number' && !Number.isFinite(value)) return { n: String(value) };
	if (typeof value !== 'object' || value === null) return value;
	if (isTensorValue(value)) {
		parts.push(Buffer.from(value.data.buffer, value.data.byteOffset, value.data.byteLength));
		return { t: [value.dtype, value.shape] };
	}
	if (Array.isArray(value)) return { l: value.map((item: Value) => toNode(item, parts)) };
	return { r: Object.entries(value).map(([key, item]) => [key, toNode(item, parts)]) };
}

/** @throws Error when the bytes are not what packValue writes. */
export function unpackValue(bytes: Buffer): Value {
	if (bytes.length < 4) throw new Error('A packed value has at least 4 bytes.');
	const end = 4 + bytes.readUInt32LE(0);
	if (end > bytes.length) throw new Error('A packed value ends inside its JSON.');
	const reader = { bytes, at: end };
	const value = fromNode(JSON.parse(bytes.toString('utf8', 4, end)), reader, 0);
	if (reader.at !== bytes.length) throw new Error('A packed value has bytes left over.');
	return value;
}

interface Reader {
	readonly bytes: Buffer;
	at: number;
}

function fromNode(node: unknown, reader: Reader, depth: number): Value {
	if (node === null || typeof node === 'boolean' || typeof node === 'number' || typeof node === 'string') return node;
	if (typeof node !== 'object' || Array.isArray(node) || depth > MAX_DEPTH) throw new Error('A packed value has a node that is no node.');
	const [entry, ...others] = Object.entries(node);
	if (entry === undefined || others.length > 0) throw new Error('A packed node has one tag.');
	const [tag, body]: [string, unknown] = entry;
	if (tag === 'n' && (body === 'NaN' || body === 'Infinity' || body === '-Infinity')) return Number(body);
	if (!Array.isArray(body)) throw new Error('A packed node has a body that is no list.');
	if (tag === 't') return readTensor(body, reader);
	if (tag === 'l') return body.map((item) => fromNode(item, reader, depth + 1));
	if (tag === 'r') return Object.fromEntries(body.map((pair) => readPair(pair, reader, depth)));
	throw new Error('A packed node has an unknown tag.');
}

function readPair(pair: unknown, reader: Reader, depth: number): [string, Value] {
	if (!Array.isArray(pair) || pair.length !== 2 || typeof pair[0] !== 'string' || pair[0] === '__proto__')
		throw new Error('A packed record has a pair that is no pair.');
	return [pair[0], fromNode(pair[1], reader, depth + 1)];
}

function readTensor(body: readonly unknown[], reader: Reader): Value {
	const [dtype, shape] = body;
	if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') throw new Error('A packed tensor has an unknown dtype.');
	if (!Array.isArray(shape) || !shape.every((n): n is number => Number.isSafeInteger(n) && n >= 0))
		throw new Error('A packed tensor has no shape.');
	const size = shape.reduce((product, n) => product * n, 1);
	const length = size * (BYTES[dtype] ?? 4);
	if (!(reader.at + length <= reader.bytes.length)) throw new Error('A packed tensor is cut short.');
	// Copied: typed arrays need alignment that a place in a frame does not have.
	const raw = Uint8Array.from(reader.bytes.subarray(reader.at, reader.at + length));
	reader.at += length;
	return { kind: 'tensor', shape, dtype, data: typed(raw, dtype) };
}

function typed(raw: Uint8Array<ArrayBuffer>, dtype: DType): Float32Array | Int32Array | Uint8Array {
	if (dtype === 'float32') return new Float32Array(raw.buffer);
	return dtype === 'int32' ? new Int32Array(raw.buffer) : raw;
}
