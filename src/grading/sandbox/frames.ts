/**
 * The framed protocol on fd 3: u32 head length, u32 body length, JSON head, raw body. Declares every message and reads strictly:
 * a frame over the limits, or whose head is no object, ends the connection, and so does one of a type that whoever reads it did not ask for; none is repaired.
 */
import { MAX_FRAME_BYTES, MAX_FRAME_HEAD_BYTES } from '#contract/limits.ts';

/** What a call asks for; a count becomes a recording in the child. */
export type How = 'export' | 'gradient' | 'harness' | 'count-export' | 'count-harness';

export type ToChild =
	/** Nobody is being judged: make realms until a submission comes. Not answered. */
	| { readonly type: 'prepare' }
	/** The body packs { code, my: {id: code}, lend: {id: code}, harness }. */
	| {
			readonly type: 'load';
			readonly gradus: '*' | readonly string[];
			/** Ids of `my` that the file itself may import. */
			readonly offered: readonly string[];
			readonly callMs: number;
	  }
	/** The body packs [args, wrt, cotangent]; of a count [args, [], the arguments to count on]. */
	| {
			readonly type: 'call';
			readonly id: string;
			readonly how: How;
			readonly name: string;
			readonly seed: number;
			readonly isFresh: boolean;
			readonly isWatched: boolean;
	  }
	/** To the child that measures weights, in this order. The body is the text of what judges the lab; the weights that every run of it began with, if any; the file. */
	| { readonly type: 'judge'; readonly name: string }
	| { readonly type: 'base' }
	| { readonly type: 'weights'; readonly secretHex: string };

export type FromChild =
	| { readonly type: 'ready'; readonly node: string; readonly tfjs: string }
	/** `lent`: ids of `my` whose file of `lend` stood in. */
	| { readonly type: 'loaded'; readonly lent?: readonly string[] }
	| { readonly type: 'load-error'; readonly diagnosis: string; readonly message: string; readonly line?: number; readonly column?: number }
	/** The body packs { value, logs } or { message, logs }; of a watched call also { args, left }. */
	| {
			readonly type: 'result';
			readonly id: string;
			readonly status: string;
			readonly kind?: string;
			readonly line?: number;
			readonly column?: number;
	  }
	/** The body is JSON (verify/measured-answer.ts). */
	| { readonly type: 'measured' }
	| { readonly type: 'ended'; readonly reason: 'timeout' | 'out-of-memory' }
	| { readonly type: 'fault'; readonly message: string };

export interface Frame {
	readonly head: Readonly<Record<string, unknown>>;
	readonly body: Buffer;
}

export class FrameError extends Error {
	override name = 'FrameError' as const;
}

export function writeFrame(head: ToChild | FromChild, body: Uint8Array = new Uint8Array()): Buffer {
	const json = Buffer.from(JSON.stringify(head));
	if (json.length > MAX_FRAME_HEAD_BYTES || body.length > MAX_FRAME_BYTES)
		throw new FrameError(`A frame of ${json.length} + ${body.length} bytes is over the limits.`);
	const sizes = Buffer.alloc(8);
	sizes.writeUInt32LE(json.length, 0);
	sizes.writeUInt32LE(body.length, 4);
	return Buffer.concat([sizes, json, body]);
}

/** Takes chunks as they come and gives whole frames. @throws FrameError as soon as a length is over its limit. */
export class FrameReader {
	#chunks: Buffer[] = [];
	#length = 0;

	*push(chunk: Buffer): Generator<Frame> {
		this.#chunks.push(chunk);
		this.#length += chunk.length;
		for (;;) {
			if (this.#length < 8) return;
			const first = this.#join(8);
			const headLength = first.readUInt32LE(0);
			const bodyLength = first.readUInt32LE(4);
			if (headLength > MAX_FRAME_HEAD_BYTES || bodyLength > MAX_FRAME_BYTES) throw new FrameError('A frame is over the limits.');
			const total = 8 + headLength + bodyLength;
			if (this.#length < total) return;
			const bytes = this.#join(total);
			this.#chunks = bytes.length > total ? [bytes.subarray(total)] : [];
			this.#length -= total;
			yield { head: parseHead(bytes.toString('utf8', 8, 8 + headLength)), body: bytes.subarray(8 + headLength, total) };
		}
	}

	/** The chunks as one, when the first alone is too short. */
	#join(wanted: number): Buffer {
		const [first] = this.#chunks;
		if (first !== undefined && first.length >= wanted) return first;
		const joined = Buffer.concat(this.#chunks);
		this.#chunks = [joined];
		return joined;
	}
}

function parseHead(text: string): Frame['head'] {
	let head: unknown;
	try {
		head = JSON.parse(text);
	} catch {
		throw new FrameError('The head of a frame is not JSON.');
	}
	if (typeof head !== 'object' || head === null || Array.isArray(head)) throw new FrameError('The head of a frame is not an object.');
	// JSON.parse gives objects with string keys; each reader checks the fields it uses.
	return head as Frame['head'];
}
