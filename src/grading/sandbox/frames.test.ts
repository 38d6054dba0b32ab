/** However the bytes of frames are cut, the same frames come out; what is no frame is refused by the reader's own error, and nothing else comes out of it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_FRAME_BYTES, MAX_FRAME_HEAD_BYTES } from '#contract/limits.ts';
import { type Frame, FrameError, FrameReader, type FromChild, type ToChild, writeFrame } from './frames.ts';

const text = fc.string({ unit: 'binary', maxLength: 40 });
const anyHead: fc.Arbitrary<ToChild | FromChild> = fc.oneof(
	fc.constant({ type: 'prepare' } as const),
	fc.record({ type: fc.constant('load' as const), gradus: fc.array(text), offered: fc.array(text), callMs: fc.nat() }),
	fc.record({
		...{ type: fc.constant('call' as const), id: text, how: fc.constantFrom('export' as const, 'count-harness' as const), name: text },
		...{ seed: fc.nat(), isFresh: fc.boolean(), isWatched: fc.boolean() },
	}),
	fc.record({ type: fc.constant('loaded' as const), lent: fc.array(text) }),
	fc.record({ type: fc.constant('result' as const), id: text, status: text, line: fc.nat() }),
	fc.record({ type: fc.constant('fault' as const), message: text }),
);
const anyFrames = fc.array(fc.record({ head: anyHead, body: fc.uint8Array({ maxLength: 200 }) }), { maxLength: 8 });

/** A frame whose head is written as it stands, JSON or not. */
function rawFrame(head: string | Uint8Array, body: Uint8Array = new Uint8Array()): Buffer {
	const bytes = Buffer.from(head);
	return Buffer.concat([sizesOf(bytes.length, body.length), bytes, body]);
}

function sizesOf(headBytes: number, bodyBytes: number): Buffer {
	const sizes = Buffer.alloc(8);
	sizes.writeUInt32LE(headBytes, 0);
	sizes.writeUInt32LE(bodyBytes, 4);
	return sizes;
}

/** The bytes in pieces that end at these places, which may come twice: a piece may be empty. */
function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
	const ends = [...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
	return ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end));
}

/** What came out before the bytes ended, or before the error. */
function readAll(pieces: readonly Buffer[]): { frames: Frame[]; error: unknown } {
	const reader = new FrameReader();
	const frames: Frame[] = [];
	try {
		for (const piece of pieces) for (const frame of reader.push(piece)) frames.push(frame);
	} catch (error) {
		return { frames, error };
	}
	return { frames, error: null };
}

const plain = ({ head, body }: { head: unknown; body: Uint8Array }) => ({ head, body: Buffer.from(body).toString('hex') });

describe('frames', () => {
	test('come out as they were written, one behind the other, however the bytes are cut', () => {
		fc.assert(
			fc.property(anyFrames, fc.array(fc.nat(), { maxLength: 12 }), (sent, places) => {
				const bytes = Buffer.concat(sent.map(({ head, body }) => writeFrame(head, body)));
				const { frames, error } = readAll(cutAt(bytes, places));

				expect(error).toBeNull();
				expect(frames.map(plain)).toEqual(sent.map(plain));
			}),
		);
	});

	test('come out byte by byte, each with its last byte and not before', () => {
		const sent = [writeFrame({ type: 'fault', message: 'é' }, Buffer.from('abc')), writeFrame({ type: 'measured' })];
		const reader = new FrameReader();
		const at = [...Buffer.concat(sent)].flatMap((byte, n) => [...reader.push(Buffer.from([byte]))].map(() => n));

		const [first = 0, second = 0] = sent.map(({ length }) => length);
		expect(at).toEqual([first - 1, first + second - 1]);
	});

	test('come out before one that is refused behind them, in the same piece or not', () => {
		fc.assert(
			fc.property(anyFrames, fc.array(fc.nat(), { maxLength: 6 }), (sent, places) => {
				const good = sent.map(({ head, body }) => writeFrame(head, body));
				const { frames, error } = readAll(cutAt(Buffer.concat([...good, rawFrame('null')]), places));

				expect(frames.map(plain)).toEqual(sent.map(plain));
				expect(error).toBeInstanceOf(FrameError);
			}),
		);
	});

	test('are taken at both limits', () => {
		const empty = { type: 'fault', message: '' } as const;
		const room = MAX_FRAME_HEAD_BYTES - JSON.stringify(empty).length;
		const head = { ...empty, message: 'x'.repeat(room) };
		const body = Buffer.alloc(MAX_FRAME_BYTES, 7);
		const { frames, error } = readAll(cutAt(writeFrame(head, body), [3, 8, MAX_FRAME_HEAD_BYTES, MAX_FRAME_BYTES]));

		expect(error).toBeNull();
		expect(frames.map((each) => [each.head, each.body.equals(body)])).toEqual([[head, true]]);
		// Bytes count, not characters: é is one more.
		for (const message of [`${head.message}x`, `${head.message.slice(1)}é`])
			expect(() => writeFrame({ ...head, message }, body)).toThrow(FrameError);
		expect(() => writeFrame(empty, Buffer.alloc(MAX_FRAME_BYTES + 1))).toThrow(FrameError);
	});
});

describe('what is no frame', () => {
	test.each([
		['a head over its limit', MAX_FRAME_HEAD_BYTES + 1, 0],
		['a body over its limit', 2, MAX_FRAME_BYTES + 1],
		['the largest sizes that can be said', 2 ** 32 - 1, 2 ** 32 - 1],
	])('%s is refused as soon as its sizes are there, before it is waited for', (_, headBytes, bodyBytes) => {
		const sizes = sizesOf(headBytes, bodyBytes);

		expect(readAll([sizes.subarray(0, 7)])).toEqual({ frames: [], error: null });
		expect(readAll([sizes.subarray(0, 7), sizes.subarray(7)])).toEqual({
			frames: [],
			error: new FrameError('A frame is over the limits.'),
		});
	});

	test.each([
		['no head at all', '', /not JSON/],
		['half a head', '{"type":"loaded"', /not JSON/],
		['two heads', '{"type":"loaded"}{"type":"loaded"}', /not JSON/],
		['bytes that are no text', Uint8Array.of(0xff, 0xfe), /not JSON/],
		['null', 'null', /not an object/],
		['a number', '7', /not an object/],
		['a text', '"loaded"', /not an object/],
		['a list', '[{"type":"loaded"}]', /not an object/],
	])('%s for a head is refused', (_, head, message) => {
		const { frames, error } = readAll([rawFrame(head, Buffer.from('body'))]);

		expect(frames).toEqual([]);
		expect(error).toBeInstanceOf(FrameError);
		expect(error).toMatchObject({ message: expect.stringMatching(message) });
	});

	test('comes out of no bytes whatever: only objects within the limits, or the reader’s own error', () => {
		const size = fc.oneof(fc.nat({ max: 60 }), fc.constantFrom(MAX_FRAME_HEAD_BYTES, MAX_FRAME_HEAD_BYTES + 1, 2 ** 32 - 1));
		const anyPart = fc.oneof(
			fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
			fc.tuple(size, size).map(([head, body]) => sizesOf(head, body)),
			fc.json({ maxDepth: 2 }).map((json) => rawFrame(json)),
			fc.tuple(fc.uint8Array({ maxLength: 20 }), fc.uint8Array({ maxLength: 20 })).map(([head, body]) => rawFrame(head, body)),
		);
		fc.assert(
			fc.property(fc.array(anyPart, { maxLength: 6 }), fc.array(fc.nat(), { maxLength: 8 }), (parts, places) => {
				const bytes = Buffer.concat(parts);
				const { frames, error } = readAll(cutAt(bytes, places));

				expect(error === null || error instanceof FrameError).toBe(true);
				let from = 0;
				for (const { head, body } of frames) {
					const headEnd = from + 8 + bytes.readUInt32LE(from);
					const end = headEnd + bytes.readUInt32LE(from + 4);
					expect(Object.prototype.toString.call(head)).toBe('[object Object]');
					expect(head).toEqual(JSON.parse(bytes.toString('utf8', from + 8, headEnd)));
					expect(body.equals(bytes.subarray(headEnd, end))).toBe(true);
					from = end;
				}
				// Cut in another way, the same.
				expect(readAll([bytes])).toEqual({ frames, error });
			}),
			{ numRuns: 500 },
		);
	});
});
