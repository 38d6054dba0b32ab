/** The sentences for runs that the page had to end itself. Each says what happened, whose fault it was and how to go on. */
import type { FromWorker } from '#contract/run.ts';
import type { Quiet, WorkerLimits } from './live-worker.ts';
import { sizeText } from './size-text.ts';

export type Failure = Omit<Extract<FromWorker, { type: 'failed' }>, 'type'>;

export const FLOODED: Failure = {
	whose: 'learner',
	kind: 'message-flood',
	message: 'The code sent messages faster than a page can show them and was stopped. Most often a console.log stands in a tight loop.',
};

export const MISSHAPEN: Failure = {
	whose: 'learner',
	kind: 'bad-message',
	message: 'The run sent a message that Gradus does not know and was stopped. Report what your code computes with console.log.',
};

export function silent(ms: number): Failure {
	return {
		whose: 'learner',
		kind: 'no-answer',
		message: `The code gave no sign of life for ${Math.round(ms / 1_000)} seconds and was stopped. Most often a loop does not end. Your text is as you left it.`,
	};
}

/** Said by the page, never by the worker, while a run gives no sign of life, or does nothing, and still may; empty when it has. */
export interface QuietMessage {
	readonly type: 'quiet';
	readonly message: string;
}

export function quiet(what: Quiet, limits: WorkerLimits): QuietMessage {
	const [seconds, silent, stuck] = [limits.quietMs, limits.silentMs, limits.stuckMs].map((ms) => Math.round(ms / 1_000));
	const sentences: Record<Quiet, string> = {
		silent: `The code has given no sign of life for ${seconds} seconds: a long step, or a loop that does not end. Stop ends it now; after ${silent} seconds it is ended by itself.`,
		idle: `The run is alive, and nothing has come of it for ${seconds} seconds: a large step, kernels that are still compiled, or a graphics processor that no longer answers. Stop ends it now; after ${stuck} seconds the page asks the graphics processor.`,
		no: '',
	};
	return { type: 'quiet', message: sentences[what] };
}

export const NOT_STARTED: Failure = {
	whose: 'ours',
	kind: 'start',
	message: 'The lab worker did not start. Gradus failed. You did not. Load the page again; your text is kept.',
};

/** The page adds how to go on, once it knows whether the GPU still answers. */
export const DEVICE_LOST: Failure = { whose: 'device', kind: 'device-lost', message: 'The graphics device was lost.' };

const TOO_MUCH = 'The run used more memory than the browser gives and was stopped.';
const LEAK_HINT = 'Most often tensors are made in a loop and none is disposed: tf.tidy disposes what a function makes.';

export const OUT_OF_MEMORY: Failure = { whose: 'learner', kind: 'out-of-memory', message: `${TOO_MUCH} ${LEAK_HINT}` };

/** Two sizes, where a command wants more in one piece than the device allows. */
const OVER_LIMIT = /size \((\d+)\)[^.]*(?:exceeds|larger than)[^.]*\((\d+)\)/i;

/** Whether a refused command was refused for the size of one buffer. */
export function isOverLimit(text: string): boolean {
	return OVER_LIMIT.test(text);
}

/**
 * With how much was asked, where the text of the error says it: our buffers carry their size and that of all in their label, which browsers quote, and
 * a buffer above the device's limit is named with both sizes.
 */
export function outOfMemory(text: string): Failure {
	const [, size, limit] = OVER_LIMIT.exec(text) ?? [];
	if (size !== undefined && limit !== undefined) {
		const message = `One tensor of the run needs ${sizeText(Number(size))}; this graphics processor takes at most ${sizeText(Number(limit))} in one piece. Make it smaller, or in parts.`;
		return { ...OUT_OF_MEMORY, message };
	}
	const [, asked, inAll] = / of (\d+) bytes, (\d+) in all/.exec(text) ?? [];
	if (asked === undefined || inAll === undefined) return OUT_OF_MEMORY;
	const message = `The run asked the graphics processor for ${sizeText(Number(asked))}, ${sizeText(Number(inAll))} in all, which is more than it has, and was stopped. ${LEAK_HINT}`;
	return { ...OUT_OF_MEMORY, message };
}

/** What engines, WebAssembly and tfjs say when memory runs out. */
export function isOutOfMemory(message: string): boolean {
	return /out of memory|allocation failed|memory access out of bounds|enlarge memory|\(OOM\)/i.test(message);
}

/** After these the worker is not used again: its device or its memory is spent. */
export function spendsWorker({ whose, kind }: Failure): boolean {
	return whose === 'device' || kind === 'start' || kind === OUT_OF_MEMORY.kind || kind === 'gpu-refused';
}

/** An error that reached nobody's catch in the worker: a late callback of the learner's, or memory that ran out. */
export function crashed(message: string, isRunning: boolean): Failure {
	if (isOutOfMemory(message)) return OUT_OF_MEMORY;
	if (!isRunning) return NOT_STARTED;
	return { whose: 'learner', kind: 'Error', message: `Code that ran later threw an error: ${message}`.slice(0, 1_000) };
}

export function sentence(error: unknown): string {
	return error instanceof Error ? error.message.slice(0, 1_000) : 'The lab could not be started. Load the page again; your text is kept.';
}
