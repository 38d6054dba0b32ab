/** One run of a session; whoever comes back late compares with it and finds out that it is over. */
import type { RunRequest } from '#contract/run.ts';
import { stepOfRun } from '#labs/kit/snapshot.ts';
import type { SessionRun, TrainingRun } from './session.ts';

export interface Run {
	readonly kind: RunRequest['kind'];
	readonly what: SessionRun & Partial<TrainingRun>;
	readonly startedAt: number;
	readonly ended: Promise<void>;
	readonly resolve: () => void;
	/** What a worker is sent, once it is made. */
	request?: RunRequest;
	/** Where a training goes on from when it has to: its last snapshot, before that the file it was given. */
	from: { readonly step: number; readonly bytes: ArrayBuffer } | null;
	/** Times that it went on by itself after its device was lost. */
	restarts: number;
	/** Of the attempts to get a worker the last one counts. */
	attempts: number;
	stopTimer?: ReturnType<typeof setTimeout>;
}

export function createRun(kind: RunRequest['kind'], what: Run['what']): Run {
	let resolve: () => void = () => undefined;
	const ended = new Promise<void>((settle) => {
		resolve = settle;
	});
	// A file that says no step is sent all the same: the worker refuses it with a sentence.
	const from = what.resume ? { step: stepOfRun(what.resume) ?? 0, bytes: what.resume } : null;
	return { kind, what, startedAt: performance.now(), ended, resolve, from, restarts: 0, attempts: 0 };
}
