import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_CHECKPOINT_BYTES } from './limits.ts';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from './safetensors.ts';

const tensors = new Map<string, StoredTensor>([
	['a.weight', { shape: [2, 2], data: new Float32Array([1, 2, 3, 4]) }],
	['a.bias', { shape: [2], data: new Float32Array([5, 6]) }],
]);
const good = encodeSafetensors({ tensors, metadata: new Map([['preset', 'tiny']]) });

/** A file with this header text and `size` bytes of zeros. */
function file(header: string, size: number, length = new TextEncoder().encode(header).length): Uint8Array {
	const text = new TextEncoder().encode(header);
	const bytes = new Uint8Array(8 + text.length + size);
	new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
	bytes.set(text, 8);
	return bytes;
}

const entry = (shape: string, offsets: string, dtype = 'F32'): string => `{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}`;

function messageOf(bytes: Uint8Array): string {
	const read = decodeSafetensors(bytes);
	return read.ok ? 'accepted' : read.message;
}

describe('a safetensors file', () => {
	test('reads back as it was written', () => {
		const read = decodeSafetensors(good);
		expect(read.ok && read.weights.tensors).toEqual(tensors);
		expect(read.ok && read.weights.metadata.get('preset')).toBe('tiny');
	});

	test('reads back for any tensors', () => {
		const finite = fc.float({ noNaN: true, noDefaultInfinity: true });
		const one = fc.array(finite, { maxLength: 20 }).map((values) => ({ shape: [values.length], data: Float32Array.from(values) }));
		const all = fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9.]{0,12}$/), one, { minKeys: 1, maxKeys: 6 });
		fc.assert(
			fc.property(all, (record) => {
				const map = new Map(Object.entries(record).filter(([name]) => name !== 'constructor' && name !== 'prototype'));
				const read = decodeSafetensors(encodeSafetensors({ tensors: map, metadata: new Map() }));
				expect(read.ok ? new Map(read.weights.tensors) : map.size).toEqual(map.size === 0 ? 0 : map);
			}),
		);
	});

	test.each<[string, Uint8Array, RegExp]>([
		['one byte over 8 MiB', new Uint8Array(MAX_CHECKPOINT_BYTES + 1), /has 8388609 bytes; the limit is 8388608/],
		['an empty file', new Uint8Array(0), /too few for a safetensors header/],
		['a header length of 2^63', file('{}', 4, 0).fill(0xff, 0, 8), /the limit is 100000/],
		['a header longer than the file', file('{}', 0, 50_000), /ends inside its header/],
		['a pickle', new TextEncoder().encode('\u0080\u0002}q\u0000(X\u0005'.padEnd(64, '.')), /the limit is 100000/],
		['a header that is not JSON', file('{"a":', 0), /is not JSON/],
		['a header that is a list', file('[1, 2, 3]', 0), /must be a JSON object/],
		['a name twice', file(`{"a":${entry('[1]', '[0,4]')},"a":${entry('[1]', '[4,8]')}}`, 8), /names something twice/],
		['__proto__', file(`{"__proto__":${entry('[1]', '[0,4]')}}`, 4), /"__proto__" is not a name/],
		['an unknown field', file('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}', 4), /unknown field "x"/],
		['BF16', file(`{"a":${entry('[2]', '[0,4]', 'BF16')}}`, 4), /type BF16; only F32/],
		['F64', file(`{"a":${entry('[1]', '[0,8]', 'F64')}}`, 8), /type F64; only F32/],
		['a type that is no text', file('{"a":{"dtype":{"toString":1,"valueOf":1},"shape":[1],"data_offsets":[0,4]}}', 4), /type of no name/],
		['a type nested too deeply to be text', file(`{"a":{"dtype":${'['.repeat(45_000)}${']'.repeat(45_000)}}}`, 4), /type of no name/],
		['an entry that is no object', file('{"a":7}', 4), /entry of a must be an object/],
		['a name with a slash', file(`{"../a":${entry('[1]', '[0,4]')}}`, 4), /"\.\.\/a" is not a name/],
		['a name of 121 letters', file(`{"${'a'.repeat(121)}":${entry('[1]', '[0,4]')}}`, 4), /is not a name/],
		['seven axes', file(`{"a":${entry('[1,1,1,1,1,1,1]', '[0,4]')}}`, 4), /at most 6 whole numbers/],
		['half a place', file(`{"a":${entry('[0.5]', '[0,2]')}}`, 2), /shape of a must be/],
		['minus zero', file(`{"a":${entry('[-0]', '[0,0]')}}`, 4), /shape of a must be/],
		['one offset', file(`{"a":${entry('[1]', '[4]')}}`, 4), /must be two whole numbers/],
		['offsets that are text', file(`{"a":${entry('[1]', '["0","4"]')}}`, 4), /must be two whole numbers/],
		['offsets that do not fit the shape', file(`{"a":${entry('[2]', '[0,4]')}}`, 4), /needs 8 bytes; its offsets span 4/],
		['offsets beyond the file', file(`{"a":${entry('[4]', '[0,16]')}}`, 8), /cut short: its tensors need 16 bytes, 8 are there/],
		[
			'1,001 tensors',
			file(`{${Array.from({ length: 1_001 }, (_, i) => `"a${i}":${entry('[0]', '[0,0]')}`)}}`, 0),
			/names 1001 tensors; the limit is 1000/,
		],
		['a header that is not UTF-8', file('{"a":7}', 4).fill(0xff, 9, 12), /is not JSON in UTF-8/],
		[
			'a zip archive',
			new TextEncoder().encode('PK\u0003\u0004\u0014\u0000\u0000\u0000\u0008\u0000archive/data.pkl'),
			/the limit is 100000/,
		],
		['metadata that is a list', file(`{"__metadata__":[1],"a":${entry('[1]', '[0,4]')}}`, 4), /must be an object of strings/],
		['a shape that overflows', file(`{"a":${entry('[4294967296,4294967296]', '[0,4]')}}`, 4), /needs .* bytes; its offsets span 4/],
		['a negative size', file(`{"a":${entry('[-1]', '[0,4]')}}`, 4), /shape of a must be/],
		['reversed offsets', file(`{"a":${entry('[1]', '[4,0]')}}`, 4), /the first not larger/],
		['overlapping tensors', file(`{"a":${entry('[2]', '[0,8]')},"b":${entry('[2]', '[4,12]')}}`, 12), /b overlaps/],
		['a gap', file(`{"a":${entry('[1]', '[0,4]')},"b":${entry('[1]', '[8,12]')}}`, 12), /gap of 4 bytes before b/],
		['a truncated file', good.subarray(0, good.length - 4), /cut short/],
		['trailing bytes', new Uint8Array([...good, 0, 0]), /2 bytes after its last tensor/],
		['no tensors', file('{}', 0), /too few|no tensors/],
		['metadata that is not text', file(`{"__metadata__":{"x":1},"a":${entry('[1]', '[0,4]')}}`, 4), /must be a string/],
	])('is refused with a sentence: %s', (_, bytes, message) => {
		expect(messageOf(bytes)).toMatch(message);
	});

	test.each([Number.NaN, Number.POSITIVE_INFINITY])('is refused when a weight is %s, and says where', (value) => {
		const bytes = encodeSafetensors({ tensors: new Map([['w', { shape: [2], data: new Float32Array([1, value]) }]]), metadata: new Map() });
		expect(messageOf(bytes)).toMatch(/w holds (NaN|Infinity) at place 1/);
	});

	test('never crashes the reader, however it is damaged', () => {
		const edit = fc.record({ at: fc.nat(good.length - 1), byte: fc.nat(255), cut: fc.nat(good.length) });
		fc.assert(
			fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
				const bytes = Uint8Array.from(good);
				for (const { at, byte } of edits) bytes[at] = byte;
				const read = decodeSafetensors(bytes.subarray(0, edits[0]?.cut));
				if (!read.ok) expect(read.message).toMatch(/\.$|\?$/);
			}),
			{ numRuns: 3_000 },
		);
		fc.assert(
			fc.property(fc.json(), (text) => typeof decodeSafetensors(file(text, 16)).ok === 'boolean'),
			{ numRuns: 500 },
		);
		expect(messageOf(file('['.repeat(60_000), 0))).toMatch(/not JSON|JSON object/);
	});
});
