/** Tells the page how the engine runs a step: mode and why, commands, memory; and once the kernels of the recorded step with their times. */
import { gpuBytesInUse } from '#engine/gpu/memory-in-use.ts';
import type { TrainHost } from './host.ts';
import type { TrainingStep } from './training-step.ts';

type Compiled = TrainingStep['compiled'];

export function showEngine({ status }: Compiled, host: TrainHost, step: number): void {
	const { mode, reason, stack, dispatches, jsMs, gpuMs, bytes, leaked } = status;
	const line = stack === null ? undefined : host.lineOf(stack);
	host.emit({
		type: 'engine',
		step,
		status: {
			mode,
			reason: reason.slice(0, 400),
			...(line === undefined ? {} : { line }),
			dispatches,
			jsMs,
			...(gpuMs === null ? {} : { gpuMs }),
			gpuBytes: gpuBytesInUse(),
			recordingBytes: bytes,
			leaked,
		},
	});
}

/**
 * Called after each step. The step after the first replayed one is timed, and the kernels are sent as soon as the times are there; again at
 * the end, when the JavaScript time is that of a step in full swing.
 */
export function createKernelReporter(compiled: Compiled, host: TrainHost): (step: number, last: boolean) => void {
	let [isAsked, isSent] = [false, false];
	return (step, last) => {
		const kernels = isSent && !last ? null : compiled.kernels();
		if (kernels === null) return;
		if (!isAsked) compiled.measureNext();
		isAsked = true;
		if (!last && kernels.every(({ ns }) => ns === null)) return;
		isSent = true;
		const { jsMs, writtenDispatches, writtenMs } = compiled.status;
		host.emit({
			type: 'kernels',
			step,
			replayed: kernels.slice(0, MAX_KERNELS).map((kernel) => ({ ...kernel, name: kernel.name.slice(0, 60) })),
			eager: { dispatches: writtenDispatches, jsMs: writtenMs },
			jsMs,
		});
	};
}

/** What the message may hold. */
const MAX_KERNELS = 2_000;
