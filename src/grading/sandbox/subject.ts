/**
 * A Subject over frames: every call is a message to one disposable child, answered in order under the grader's clock.
 * A frame that is unknown, late, out of order or one too many ends the child. Why it ended comes from the host: clock, signal, exit.
 */
import { randomBytes } from 'node:crypto';
import { MAX_LOG_BYTES } from '#contract/limits.ts';
import type { Value } from '#contract/value.ts';
import { NO_GRADIENT, saysNoGradient } from '#grading/core/failure.ts';
import { plainText } from '#grading/core/plain-text.ts';
import { type CallOptions, type CallResult, type Subject, SubjectEnded } from '#grading/core/subject.ts';
import { readWatched } from '#grading/core/watched.ts';
import type { Child } from './child-process.ts';
import type { Frame, How } from './frames.ts';
import { packValue, unpackValue } from './pack-value.ts';
import type { LoadError } from './transpile.ts';

export interface SubjectSource {
	readonly code: string;
	readonly my: Readonly<Record<string, string>>;
	readonly lend: Readonly<Record<string, string>>;
	readonly harness: string;
	readonly gradus: '*' | readonly string[];
	/** Of `my`, those that the file itself may import. */
	readonly offered: readonly string[];
	readonly callMs: number;
}

export class SandboxSubject implements Subject {
	/** In the hidden phase nothing that learner code says comes back; that no gradient could be computed is said in our words. */
	phase: 'public' | 'hidden' = 'public';
	logs = '';
	/** Of `my`, those that the course's own file stood in for. */
	lent: readonly string[] = [];
	readonly #child: Child;
	/** The child answers one call at a time: a check that asks for two at once has them one after the other. */
	#turn: Promise<unknown> = Promise.resolve();

	constructor(child: Child) {
		this.#child = child;
	}

	async load(source: SubjectSource): Promise<LoadError | null> {
		const { code, my, lend, harness, ...settings } = source;
		const { head } = await this.#child.ask({ type: 'load', ...settings }, packValue({ code, my, lend, harness }));
		if (head['type'] === 'loaded') {
			const said = head['lent'];
			this.lent = Array.isArray(said) ? Object.keys(lend).filter((id) => said.includes(id)) : [];
			return null;
		}
		if (head['type'] !== 'load-error') throw this.#child.refuse('an answer to load that is none');
		const { diagnosis } = head;
		if (diagnosis !== 'syntax' && diagnosis !== 'refused-syntax' && diagnosis !== 'refused-import' && diagnosis !== 'threw')
			throw this.#child.refuse('an unknown diagnosis');
		return { diagnosis, message: textOf(head['message'], 600), ...placeOf(head) };
	}

	call(name: string, args: readonly Value[], options?: CallOptions): Promise<CallResult> {
		return this.#call('export', name, [args, [], null], options);
	}

	gradient(name: string, args: readonly Value[], wrt: readonly number[], cotangent: Value, options?: CallOptions): Promise<CallResult> {
		return this.#call('gradient', name, [args, wrt, cotangent], options);
	}

	harness(name: string, args: readonly Value[], options?: CallOptions): Promise<CallResult> {
		return this.#call('harness', name, [args, [], null], options);
	}

	count(
		how: 'export' | 'harness',
		name: string,
		args: readonly Value[],
		others: readonly Value[],
		options?: CallOptions,
	): Promise<CallResult> {
		return this.#call(`count-${how}`, name, [args, [], others], options);
	}

	#call(how: How, name: string, parts: Value, options?: CallOptions): Promise<CallResult> {
		const mine = this.#turn.then(() => this.#callNow(how, name, parts, options));
		// A call that ended the child has told its own caller.
		this.#turn = mine.catch(() => undefined);
		return mine;
	}

	async #callNow(how: How, name: string, parts: Value, options?: CallOptions): Promise<CallResult> {
		const id = randomBytes(16).toString('hex');
		const frame = await this.#child.ask(
			{ type: 'call', id, how, name, seed: options?.seed ?? 0, isWatched: options?.watch === true, isFresh: this.phase === 'hidden' },
			packValue(parts),
		);
		if (frame.head['type'] !== 'result' || frame.head['id'] !== id) throw this.#child.refuse('an answer to another call');
		try {
			return this.#read(frame, options?.watch === true);
		} catch (error) {
			if (error instanceof SubjectEnded) throw error;
			throw this.#child.refuse(`a result that cannot be read (${error instanceof Error ? error.message : ''})`);
		}
	}

	#read({ head, body }: Frame, isWatched: boolean): CallResult {
		const packed = unpackValue(body);
		if (typeof packed !== 'object' || packed === null || !('logs' in packed)) throw new Error('no logs');
		if (this.phase === 'public') this.logs = firstBytes(this.logs + plainText(textOf(packed.logs, MAX_LOG_BYTES)), MAX_LOG_BYTES);
		if (head['status'] === 'ok' && 'value' in packed) {
			const value = packed.value ?? null;
			if (!isWatched) return { status: 'ok', value };
			const watched = readWatched('args' in packed ? packed.args : undefined, 'left' in packed ? packed.left : undefined);
			// The realm tells it, unless learner code has broken what the realm stands on.
			return watched === undefined ? { status: 'unsupported', message: UNWATCHED } : { status: 'ok', value, watched };
		}
		if (head['status'] === 'missing-export') return { status: 'missing-export' };
		const said = 'message' in packed ? textOf(packed.message, 400) : '';
		const isNoGradient = head['status'] === 'threw' && saysNoGradient(said);
		const message = this.phase === 'public' ? said : isNoGradient ? NO_GRADIENT : '';
		if (head['status'] === 'unsupported') return { status: 'unsupported', message };
		if (head['status'] !== 'threw') throw new Error('unknown status');
		return { status: 'threw', kind: kindOf(head['kind']), message, ...(this.phase === 'public' ? placeOf(head) : {}) };
	}
}

const UNWATCHED = 'The file has replaced built-in functions that are needed to see what a call leaves behind.';

const KINDS = ['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError'];

function kindOf(kind: unknown): string {
	return typeof kind === 'string' && KINDS.includes(kind) ? kind : 'Error';
}

/** Cut between characters. */
function firstBytes(text: string, most: number): string {
	const bytes = Buffer.from(text);
	let end = Math.min(most, bytes.length);
	while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
	return bytes.toString('utf8', 0, end);
}

function textOf(value: unknown, most: number): string {
	return typeof value === 'string' ? value.slice(0, most) : '';
}

function placeOf(head: Frame['head']): { line?: number; column?: number } {
	const { line, column } = head;
	const isPlace = (n: unknown): n is number => typeof n === 'number' && Number.isInteger(n) && n >= 1 && n < 1e6;
	return { ...(isPlace(line) ? { line } : {}), ...(isPlace(column) ? { column } : {}) };
}
