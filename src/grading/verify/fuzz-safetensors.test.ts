/**
 * Damaged and forged files against the reader of weights: 20,000 in each run of the suite, a million at night. It throws nothing, refuses with a
 * sentence, and what it accepts are exactly the bytes behind the header, which survive being written and read again.
 * GRADUS_FUZZ_SEED repeats a run.
 */
import { expect, test } from 'vitest';
import { decodeSafetensors, encodeSafetensors, type Weights } from '#contract/safetensors.ts';
import { seededRandom } from '#grading/core/random.ts';
import { isNight } from '../../../tests/support/sample.ts';

const SEED = Number(process.env['GRADUS_FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const ROUNDS = isNight ? 1_000_000 : 20_000;
/** Around each file in its buffer: a reader that strays meets them. */
const FENCE = 64;

const random = seededRandom(SEED);
const below = (n: number): number => Math.floor(random() * n);
const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;

/** Header and body apart, so that each can be forged; `length` is what the file says of its header. */
interface Parts {
	readonly header: string;
	readonly body: Uint8Array;
	readonly length: bigint | null;
}

function validFile(): Parts {
	const tensors = new Map(
		Array.from({ length: 1 + below(4) }, (_, i) => {
			const shape = Array.from({ length: below(4) }, () => below(4));
			const count = shape.reduce((product, n) => product * n, 1);
			return [
				pick(['a', 'b.weight', 'norm', '0', 'x-y']) + i,
				{ shape, data: Float32Array.from({ length: count }, () => random() * 4 - 2) },
			] as const;
		}),
	);
	const metadata = new Map(random() < 0.5 ? [] : [['preset', 'tiny'] as const]);
	const bytes = encodeSafetensors({ tensors, metadata });
	const end = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
	return { header: new TextDecoder().decode(bytes.subarray(8, end)), body: bytes.slice(end), length: null };
}

/** What stands for a value that somebody forges. */
const VALUES = [
	...['0', '-0', '-1', '1', '4', '8', '1.5', '1e3', '9007199254740993', '4294967296', '1e308', 'null', 'true', '""', '"4"', '{}', '[]'],
	...['{"toString":1,"valueOf":1}', '{"__proto__":{"length":2}}', '{"length":2,"0":0,"1":4}', '"F64"', '"BF16"', '"f32"', '[[[[4]]]]'],
];
const KEYS = [
	'"__proto__"',
	'"constructor"',
	'"__metadata__"',
	'"toString"',
	'"dtype"',
	'"shape"',
	'"data_offsets"',
	'"a0"',
	'"\\u0061"',
	'"../x"',
];

/** One number, string or key of the header, by its place. */
function replaceOne(text: string, pattern: RegExp, by: string): string {
	const found = [...text.matchAll(pattern)];
	if (found.length === 0) return text;
	const { index, 0: old } = pick(found);
	return text.slice(0, index) + by + text.slice(index + old.length);
}

function doubled(header: string): string {
	const entries = [...header.matchAll(/"[^"]+":\{[^{}]*\}/g)].map(([entry]) => entry);
	if (entries.length === 0) return header;
	return header.replace('{', `{${pick(entries)},`);
}

const FORGERIES: readonly ((file: Parts) => Partial<Parts>)[] = [
	(file) => ({ header: replaceOne(file.header, /-?\d+/g, pick(VALUES)) }),
	(file) => ({ header: replaceOne(file.header, /"[^"]*"(?!:)/g, pick(VALUES)) }),
	(file) => ({ header: replaceOne(file.header, /"[^"]*"(?=:)/g, pick(KEYS)) }),
	(file) => ({ header: replaceOne(file.header, /\[[^[\]]*\]/g, pick(VALUES)) }),
	(file) => ({ header: replaceOne(file.header, /\{[^{}]*\}/g, pick(VALUES)) }),
	(file) => ({ header: replaceOne(file.header, /\d+/g, String(below(40))) }),
	// Offsets the other way round, or two tensors on one place.
	(file) => ({ header: file.header.replace(/\[(\d+),(\d+)\]\}/, random() < 0.5 ? '[$2,$1]}' : '[0,$2]}') }),
	(file) => ({ header: doubled(file.header) }),
	(file) => ({ header: file.header.slice(0, below(file.header.length)) }),
	(file) => ({ header: file.header + pick([' ', '  \n', '{}', ',', '\0', '\u{fe0f}']) }),
	() => ({ length: pick([0n, 1n, 2n ** 63n, 2n ** 64n - 1n, 100_000n, 100_001n, BigInt(below(400))]) }),
	(file) => ({ body: file.body.slice(0, below(file.body.length + 1)) }),
	(file) => ({ body: Uint8Array.from([...file.body, ...Array.from({ length: 1 + below(9) }, () => below(256))]) }),
	(file) => setFloat(file.body, pick([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 1e-45])),
];

function setFloat(body: Uint8Array, value: number): Partial<Parts> {
	const places = Math.floor(body.length / 4);
	if (places > 0) new DataView(body.buffer, body.byteOffset).setFloat32(4 * below(places), value, true);
	return { body };
}

/** Of the finished bytes. */
const DAMAGES: readonly ((bytes: Uint8Array) => Uint8Array)[] = [
	(bytes) => bytes,
	(bytes) => bytes,
	(bytes) => flipped(bytes),
	(bytes) => flipped(flipped(bytes)),
	(bytes) => bytes.subarray(0, below(bytes.length + 1)),
	(bytes) =>
		Uint8Array.from([...new TextEncoder().encode(pick(['PK\u0003\u0004', '\u0080\u0002}q\u0000', '\u0093NUMPY', '<html>'])), ...bytes]),
];

function flipped(bytes: Uint8Array): Uint8Array {
	const at = below(bytes.length);
	const copy = Uint8Array.from(bytes);
	copy[at] = (copy[at] ?? 0) ^ (1 << below(8));
	return copy;
}

function forged(): Uint8Array {
	let file = validFile();
	for (let n = below(3); n > 0; n--) file = { ...file, ...pick(FORGERIES)(file) };
	const header = new TextEncoder().encode(file.header);
	const bytes = new Uint8Array(8 + header.length + file.body.length);
	new DataView(bytes.buffer).setBigUint64(0, file.length ?? BigInt(header.length), true);
	bytes.set(header, 8);
	bytes.set(file.body, 8 + header.length);
	return pick(DAMAGES)(bytes);
}

/** The file in the middle of a buffer of NaN. */
function fenced(bytes: Uint8Array): Uint8Array {
	const buffer = new Uint8Array(bytes.length + 2 * FENCE).fill(0xff);
	buffer.set(bytes, FENCE);
	return buffer.subarray(FENCE, FENCE + bytes.length);
}

function bodyOf({ tensors }: Weights): Buffer {
	return Buffer.concat([...tensors.values()].map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength)));
}

function plain({ tensors, metadata }: Weights): unknown {
	const named = [...tensors].map(([name, { shape, data }]) => [name, shape, Buffer.from(data.buffer).toString('hex')]);
	return JSON.stringify([named.sort(), [...metadata].sort()]);
}

/** What is wrong with the reader, or null. */
function faultOf(bytes: Uint8Array): string | null {
	const read = decodeSafetensors(fenced(bytes));
	if (!read.ok) return /^.+ .+[.?]$/s.test(read.message) && read.message.length < 400 ? null : `no sentence: ${read.message}`;
	const start = 8 + Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
	if (!bodyOf(read.weights).equals(bytes.subarray(start))) return 'its numbers are not the bytes behind the header';
	const again = decodeSafetensors(encodeSafetensors(read.weights));
	if (!again.ok) return `what it accepted is refused when written again: ${again.message}`;
	return plain(again.weights) === plain(read.weights) ? null : 'what it accepted changes when written again';
}

test(`the reader stands ${ROUNDS} forged files`, { timeout: 900_000 }, () => {
	console.log(`GRADUS_FUZZ_SEED=${SEED}`);
	let accepted = 0;
	const reasons = new Map<string, number>();
	for (let i = 0; i < ROUNDS; i++) {
		const bytes = forged();
		let fault: string | null;
		try {
			fault = faultOf(bytes);
			const read = decodeSafetensors(bytes);
			if (read.ok) accepted++;
			else {
				const reason = read.message.replace(/"[^"]*"|\d+|\b\w\S*\d\b/g, '…').slice(0, 40);
				reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
			}
		} catch (error) {
			fault = error instanceof Error ? (error.stack ?? error.message) : String(error);
		}
		if (fault !== null)
			throw new Error(`GRADUS_FUZZ_SEED=${SEED}, round ${i}: ${fault}
${Buffer.from(bytes).toString('base64')}`);
	}
	console.log(`${accepted} of ${ROUNDS} were weights still; ${reasons.size} kinds of refusal`);
	// A generator that only ever makes rubbish, or never, would test nothing.
	expect(accepted / ROUNDS).toBeGreaterThan(0.1);
	expect(accepted / ROUNDS).toBeLessThan(0.7);
	expect(reasons.size).toBeGreaterThan(15);
});
