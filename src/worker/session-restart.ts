/**
 * Whether a run whose graphics device was lost goes on by itself, and the sentence about it. Training does, from its last snapshot, twice: a device
 * that dies again and again is no place to train. Checks do not: they take seconds, and the learner watches them.
 */
import type { Backend } from '#contract/run.ts';
import type { Run } from './session-run.ts';

export const MAX_RESTARTS = 2;

export const GPU_GAVE_UP = 'The graphics processor stopped answering, so Gradus uses the processor until you restart the browser.';

/** Said by the page, never by the worker: training went on by itself. */
export interface RestartMessage {
	readonly type: 'restarted';
	/** Training goes on after this step; later ones come again. 0: from the beginning. */
	readonly step: number;
	readonly backend: Backend;
	readonly message: string;
}

export function canRestart({ kind, what, restarts }: Run): boolean {
	return kind === 'train' && what.isLook !== true && restarts < MAX_RESTARTS;
}

const PLACES: Readonly<Record<Backend, string>> = {
	webgpu: 'on the graphics processor, which answers again',
	wasm: 'on the processor (WebAssembly), slower and with the same results, until you restart the browser',
	cpu: 'on the processor in plain JavaScript, much slower and with the same results, until you restart the browser',
};

/** `what` happened, in a sentence. */
export function restarted(what: string, step: number, backend: Backend): RestartMessage {
	const from = step === 0 ? 'began again by itself' : `went on by itself from step ${step}`;
	return { type: 'restarted', step, backend, message: `${what} Training ${from} ${PLACES[backend]}.` };
}

/** The end of a run that does not go on by itself. */
export function gaveUp(what: string, answers: boolean, restarts: number): string {
	const again = restarts === 0 ? '' : ` It was lost ${restarts + 1} times in this run.`;
	return `${what}${again} ${answers ? 'Start again to go on.' : `${GPU_GAVE_UP} Start again: slower, same results.`}`;
}
