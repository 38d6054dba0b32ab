/**
 * Weights as files, in the safetensors format: 8 bytes little-endian header length, a JSON header, the numbers.
 * The reader is strict: F32 only, every byte accounted for, all numbers finite. What it refuses it refuses with a sentence, never a crash.
 */
import { MAX_CHECKPOINT_BYTES, MAX_SAFETENSORS_HEADER_BYTES } from './limits.ts';

export interface StoredTensor {
	readonly shape: readonly number[];
	readonly data: Float32Array;
}

export interface Weights {
	readonly tensors: ReadonlyMap<string, StoredTensor>;
	readonly metadata: ReadonlyMap<string, string>;
}

export type WeightsRead = { readonly ok: true; readonly weights: Weights } | { readonly ok: false; readonly message: string };

const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,119}$/;
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);
const MAX_RANK = 6;
const MAX_TENSORS = 1_000;

class Refused extends Error {}

export function encodeSafetensors(weights: Weights): Uint8Array<ArrayBuffer> {
	const header: Record<string, unknown> = {};
	if (weights.metadata.size > 0) header['__metadata__'] = Object.fromEntries(weights.metadata);
	let end = 0;
	for (const [name, { shape, data }] of weights.tensors) {
		const begin = end;
		end += data.length * 4;
		header[name] = { dtype: 'F32', shape, data_offsets: [begin, end] };
	}
	const json = new TextEncoder().encode(JSON.stringify(header));
	// The format asks for numbers at a multiple of 8; spaces fill the gap.
	const padded = Math.ceil(json.length / 8) * 8;
	const bytes = new Uint8Array(8 + padded + end).fill(0x20, 8, 8 + padded);
	const view = new DataView(bytes.buffer);
	view.setBigUint64(0, BigInt(padded), true);
	bytes.set(json, 8);
	let at = 8 + padded;
	for (const { data } of weights.tensors.values()) {
		for (const value of data) {
			view.setFloat32(at, value, true);
			at += 4;
		}
	}
	return bytes;
}

export function decodeSafetensors(bytes: Uint8Array): WeightsRead {
	try {
		return { ok: true, weights: decode(bytes) };
	} catch (error) {
		if (error instanceof Refused) return { ok: false, message: error.message };
		throw error;
	}
}

function decode(bytes: Uint8Array): Weights {
	if (bytes.length > MAX_CHECKPOINT_BYTES) {
		throw new Refused(`The weights file has ${bytes.length} bytes; the limit is ${MAX_CHECKPOINT_BYTES} (8 MiB).`);
	}
	if (bytes.length < 10) throw new Refused(`The weights file has ${bytes.length} bytes, too few for a safetensors header.`);
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const length = view.getBigUint64(0, true);
	if (length > BigInt(MAX_SAFETENSORS_HEADER_BYTES)) {
		throw new Refused(
			`The file says its header has ${length} bytes; the limit is ${MAX_SAFETENSORS_HEADER_BYTES}. Is it a safetensors file?`,
		);
	}
	const start = 8 + Number(length);
	if (start > bytes.length) throw new Refused(`The file ends inside its header: it has ${bytes.length} bytes, the header needs ${start}.`);
	const header = parseHeader(bytes.subarray(8, start));
	const metadata = readMetadata(header['__metadata__']);
	const spans = Object.entries(header)
		.filter(([name]) => name !== '__metadata__')
		.map(([name, entry]) => readSpan(name, entry))
		.sort((a, b) => a.begin - b.begin || a.end - b.end);
	checkSpans(spans, bytes.length - start);
	const tensors = new Map<string, StoredTensor>();
	for (const { name, shape, begin, end } of spans) tensors.set(name, { shape, data: readNumbers(name, view, start + begin, start + end) });
	return { tensors, metadata };
}

function parseHeader(bytes: Uint8Array): Readonly<Record<string, unknown>> {
	let text: string;
	let parsed: unknown;
	try {
		text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
		parsed = JSON.parse(text);
	} catch {
		throw new Refused('The header of the weights file is not JSON in UTF-8. Is it a safetensors file?');
	}
	if (!isRecord(parsed)) throw new Refused('The header of the weights file must be a JSON object.');
	if (countKeysInText(text) !== countKeys(parsed)) throw new Refused('The header of the weights file names something twice.');
	return parsed;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON.parse keeps the last of two equal keys in silence, so the keys are counted in the text: in valid JSON, the strings before a colon. */
function countKeysInText(json: string): number {
	let count = 0;
	for (const match of json.matchAll(/"(?:[^"\\]|\\.)*"\s*(:?)/g)) if (match[1] === ':') count++;
	return count;
}

function countKeys(root: unknown): number {
	let count = 0;
	// A stack of its own: a header of 100 kB can nest deeper than calls may.
	const open: unknown[] = [root];
	while (open.length > 0) {
		const value = open.pop();
		if (typeof value !== 'object' || value === null) continue;
		const children = Object.values(value);
		if (!Array.isArray(value)) count += children.length;
		for (const child of children) open.push(child);
	}
	return count;
}

function readMetadata(value: unknown): ReadonlyMap<string, string> {
	if (value === undefined) return new Map();
	if (!isRecord(value)) throw new Refused('__metadata__ in the header of the weights file must be an object of strings.');
	const metadata = new Map<string, string>();
	for (const [key, text] of Object.entries(value)) {
		if (typeof text !== 'string') throw new Refused(`__metadata__.${key.slice(0, 40)} in the header of the weights file must be a string.`);
		metadata.set(key, text);
	}
	return metadata;
}

interface Span {
	readonly name: string;
	readonly shape: readonly number[];
	readonly begin: number;
	readonly end: number;
}

function isCount(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0);
}

function readSpan(name: string, entry: unknown): Span {
	if (!NAME.test(name) || FORBIDDEN.has(name)) throw new Refused(`"${name.slice(0, 40)}" is not a name a tensor may have.`);
	if (!isRecord(entry)) throw new Refused(`The header entry of ${name} must be an object.`);
	const { dtype, shape, data_offsets: offsets, ...others } = entry;
	const unknown = Object.keys(others)[0];
	if (unknown !== undefined) throw new Refused(`The header entry of ${name} has the unknown field "${unknown.slice(0, 40)}".`);
	// Not String(): the text of an object can throw, or nest deeper than calls may.
	const type = typeof dtype === 'string' ? dtype.slice(0, 20) : 'of no name';
	if (dtype !== 'F32') throw new Refused(`${name} has the type ${type}; only F32 is read.`);
	if (!Array.isArray(shape) || shape.length > MAX_RANK || !shape.every(isCount)) {
		throw new Refused(`The shape of ${name} must be a list of at most ${MAX_RANK} whole numbers.`);
	}
	if (!Array.isArray(offsets) || offsets.length !== 2) throw new Refused(`data_offsets of ${name} must be two whole numbers.`);
	const [begin, end]: unknown[] = offsets;
	if (!isCount(begin) || !isCount(end) || end < begin)
		throw new Refused(`data_offsets of ${name} must be two whole numbers, the first not larger.`);
	const size = shape.reduce((product, n) => product * n, 4);
	if (size !== end - begin)
		throw new Refused(`${name} of shape [${shape.join(', ')}] needs ${size} bytes; its offsets span ${end - begin}.`);
	return { name, shape, begin, end };
}

function checkSpans(spans: readonly Span[], available: number): void {
	if (spans.length === 0) throw new Refused('The weights file holds no tensors.');
	if (spans.length > MAX_TENSORS) throw new Refused(`The weights file names ${spans.length} tensors; the limit is ${MAX_TENSORS}.`);
	let at = 0;
	for (const { name, begin, end } of spans) {
		if (begin < at) throw new Refused(`${name} overlaps the tensor before it in the weights file.`);
		if (begin > at) throw new Refused(`There is a gap of ${begin - at} bytes before ${name} in the weights file.`);
		at = end;
	}
	if (at > available) throw new Refused(`The weights file is cut short: its tensors need ${at} bytes, ${available} are there.`);
	if (at < available) throw new Refused(`The weights file has ${available - at} bytes after its last tensor.`);
}

function readNumbers(name: string, view: DataView, begin: number, end: number): Float32Array {
	const data = new Float32Array((end - begin) / 4);
	for (let i = 0; i < data.length; i++) {
		const value = view.getFloat32(begin + i * 4, true);
		if (!Number.isFinite(value)) throw new Refused(`${name} holds ${value} at place ${i}; every weight must be a finite number.`);
		data[i] = value;
	}
	return data;
}
