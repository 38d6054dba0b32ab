/**
 * The loop of every lab that trains. It owns stop, snapshots, the time that is left and room for the host to breathe; the lab says what a step
 * is, what is shown of it and how the run is kept. A step's report is made while the next step runs: reading a number waits for the GPU.
 */
import type { TrainHost } from './host.ts';
import { createScales, isWeighed, type Weighed } from './weigh-parameters.ts';

/** Reads and tells what one step came to. `last` is true after the run's last step. */
export type Report = (last: boolean) => Promise<void>;

export interface StepsRun {
	readonly host: TrainHost;
	/** Steps that an earlier run has made. */
	readonly from: number;
	/** A report is made every so many steps, and after the last. Default 1. */
	readonly every?: number;
	/** Trains one step, counted from 0. */
	readonly step: (step: number) => Promise<Report>;
	/** Whether `show` is called once `done` steps are made. */
	readonly shows?: (done: number, last: boolean) => boolean;
	/** Figures, samples, measures that need the model as it is now. */
	readonly show?: (done: number, last: boolean) => Promise<void>;
	/** Called after each step, for what costs nothing. */
	readonly after?: (done: number, last: boolean) => void;
	/** The model whose parameters and gradients are weighed now and then; null while there is none. */
	readonly weighs?: () => Weighed | null;
	/** The run as safetensors, once `done` steps are made. */
	readonly encode: (done: number) => Promise<ArrayBuffer>;
}

/** Resolves when all steps are made or the host says stop. */
export async function runSteps({ host, from, every = 1, step, shows, show, after, weighs, encode }: StepsRun): Promise<void> {
	const started = host.now();
	const weigh = createScales(host);
	/** The report of the last step: made while the next one runs, but before anything of that step is drawn or kept. */
	let due: (() => Promise<void>) | null = null;
	const settle = async (): Promise<void> => {
		const settling = due;
		due = null;
		await settling?.();
	};
	const tellProgress = (done: number): void => {
		const secondsLeft = ((host.now() - started) / (done - from) / 1_000) * (host.steps - done);
		host.emit({ type: 'progress', step: done, steps: host.steps, secondsLeft });
	};
	// A curve that is kept with a snapshot ends where the snapshot does.
	const make = (done: number) => async () => {
		await settle();
		return encode(done);
	};
	let at = from;
	for (; at < host.steps && !host.stopped(); at++) {
		const done = at + 1;
		const last = done === host.steps;
		const report = await step(at);
		await settle();
		const isShown = show !== undefined && (shows?.(done, last) ?? last);
		if (done % every === 0 || isShown || last)
			due = async () => {
				await report(last);
				tellProgress(done);
			};
		if (isShown) {
			// A loss that is no number ends the run before its pictures are drawn.
			await settle();
			await show(done, last);
		}
		const weighed = isWeighed(done, { from, steps: host.steps }) ? (weighs?.() ?? null) : null;
		if (weighed !== null) {
			await settle();
			await weigh(weighed, done);
		}
		after?.(done, last);
		await host.snapshot(done, make(done), last);
		await host.breathe();
	}
	await settle();
	if (at < host.steps && at > from) await host.snapshot(at, make(at), true);
}
