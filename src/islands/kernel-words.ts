/** A recorded step in words and numbers: readouts, caption, the sentence beside the drawing, and the file to take away. */
import type { KernelTime } from '#contract/run.ts';
import { type KernelStep, kindOf, sumOf, type Timing, timingOf, type Work, withHonestTimes } from './kernel-kinds.ts';
import { type Lane, lanesOf, type Measure, measuresOf } from './kernel-lanes.ts';
import { quantity, ratio, share } from './quantity.ts';
import { perSecond, type Roofline, rooflineOf } from './roofline.ts';

export const MEASURE_WORDS = {
	time: { button: 'Time', of: 'GPU time' },
	flops: { button: 'FLOPs', of: 'FLOPs' },
	bytes: { button: 'Bytes', of: 'bytes read and written' },
} as const satisfies Record<Measure, { readonly button: string; readonly of: string }>;

export function amount(value: number, measure: Measure): string {
	if (measure === 'time') return quantity(value * 1e-9, 's');
	return quantity(value, measure === 'flops' ? 'FLOP' : 'B');
}

/** "310 µs · 2.1 GFLOP · 34 MB · 62 FLOPs a byte · 6.8 TFLOP/s". */
export function describeWork({ ns, flops, bytes }: Pick<Work, 'ns' | 'flops' | 'bytes'>): string {
	const rate = perSecond(flops, ns);
	return [
		ns === null ? null : amount(ns, 'time'),
		flops > 0 ? amount(flops, 'flops') : null,
		amount(bytes, 'bytes'),
		flops > 0 && bytes > 0 ? `${ratio(flops / bytes)} FLOPs a byte` : null,
		rate === null || flops <= 0 ? null : quantity(rate, 'FLOP/s'),
	]
		.filter((part) => part !== null)
		.join(' · ');
}

export function describeKernel(kernel: KernelTime, at: number, count: number): string {
	return `${kernel.name} (${kindOf(kernel.name)}), ${at + 1} of ${count}: ${describeWork(kernel)}`;
}

export function describeLane({ kind, work, share: part }: Lane, measure: Measure): string {
	return `${kind}: ${count(work.kernels, 'kernel')}, ${share(part, 1)} of the ${MEASURE_WORDS[measure].of} · ${describeWork(work)}`;
}

function count(n: number, what: string): string {
	return `${n.toLocaleString('en')} ${what}${n === 1 ? '' : 's'}`;
}

export function titleOf(kernels: readonly KernelTime[]): string {
	return timingOf(kernels).is === 'measured' ? 'Where the time goes' : 'Where the work goes';
}

/** What the widths are, and why they are not times when they are not. */
export function describeWidths(timing: Timing, adapter: string): string {
	if (timing.is === 'measured' && adapter.endsWith('(software)'))
		return 'Widths by time are times on a software adapter, which computes on the processor: on a GPU the shares are others.';
	if (timing.is === 'measured') return 'Widths by time are GPU times, each kernel timed by itself.';
	const why =
		timing.is === 'none'
			? 'this device gives no times of single kernels'
			: `this browser rounds GPU times to ${quantity(timing.tickNs * 1e-9, 's')}, and these kernels are too short for that (in Chromium the flag “WebGPU Developer Features” lifts it)`;
	return `Widths are work, not time: ${why}.`;
}

export function describeRoof({ roof, without }: Pick<Roofline, 'roof' | 'without'>): string {
	const counted = 'FLOPs and bytes are counted from the shapes, each tensor read or written once.';
	const left = without === 0 ? '' : ` Not on it: ${count(without, 'kernel')} without counted FLOPs.`;
	return roof === null
		? `${counted} Without times there is no rate, so there is no ceiling to draw.${left}`
		: `The dashed lines are the fastest arithmetic (${roof.fastest}) and the fastest memory traffic (${roof.busiest}) of this step, not the limits of the device. ${counted}${left}`;
}

/** What to see: the largest row, and on which side of the bend it lies. */
export function captionOf(step: KernelStep): string {
	const { replayed } = withHonestTimes(step).step;
	const [measure] = measuresOf(replayed);
	const largest = measure && lanesOf(replayed, measure)[0];
	if (measure === undefined || largest === undefined) return '';
	const first = `${capital(largest.kind)} takes ${share(largest.share, 1)} of the ${MEASURE_WORDS[measure].of}.`;
	const { roof } = rooflineOf(replayed);
	return roof === null
		? first
		: `${first} Kernels left of the bend of the dashed line are held up by memory, those right of it by arithmetic.`;
}

function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The drawings in a few sentences. */
export function describeStep(step: KernelStep): string {
	const { replayed, eager, jsMs } = withHonestTimes(step).step;
	const [measure] = measuresOf(replayed);
	if (measure === undefined) return 'The recorded step holds no kernel.';
	const lanes = lanesOf(replayed, measure).map(({ kind, share: part, work }) => `${kind} ${share(part, 1)} (${work.kernels})`);
	const { roof } = rooflineOf(replayed);
	const ceilings =
		roof === null
			? ''
			: ` The fastest arithmetic of this step is ${quantity(roof.rate, 'FLOP/s')}, the fastest memory traffic ${quantity(roof.traffic, 'B/s')}: below ${ratio(roof.ridge)} FLOPs a byte, memory is the narrower of the two.`;
	const written =
		eager.dispatches > 0
			? ` As written, the step is ${count(eager.dispatches, 'GPU command')} and ${milliseconds(eager.jsMs)} of JavaScript.`
			: '';
	return `A step is ${count(replayed.length, 'kernel')}: ${describeWork(sumOf(replayed))}. Shares of the ${MEASURE_WORDS[measure].of}, with the number of kernels: ${lanes.join(', ')}.${ceilings}${written} Replayed, it is ${count(replayed.length, 'GPU command')} and ${milliseconds(jsMs)} of JavaScript.`;
}

export function milliseconds(ms: number): string {
	return `${Number(ms.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 3 })} ms`;
}

/** Empty fields are what is not known. */
export function kernelsCsv({ replayed }: KernelStep): string {
	const rows = replayed.map(({ name, ns, flops, bytes }, at) => [at + 1, kindOf(name), quoted(name), ns ?? '', flops, bytes].join(','));
	return ['kernel,kind,name,gpu_ns,flops,bytes', ...rows].join('\n');
}

/** A name comes from the worker, where learner code runs: no comma, line or formula of it reaches a spreadsheet. */
function quoted(name: string): string {
	return `"${name.replaceAll('"', '""').replace(/^[=+\-@\t\r]/, "'$&")}"`;
}
