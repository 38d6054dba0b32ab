/**
 * The roofline of a recorded step: FLOPs per byte against FLOPs per second, both logarithmic. The two ceilings are the fastest arithmetic
 * and the fastest memory traffic that this very step reached; what the device could do is not known here and not drawn.
 */
import type { KernelTime } from '#contract/run.ts';
import { type Work, workByKind, workByName } from './kernel-kinds.ts';

export interface Mark {
	readonly work: Work;
	/** FLOPs for each byte that is read or written. */
	readonly intensity: number;
	/** FLOPs per second; null where there are no times. */
	readonly rate: number | null;
}

export interface Roof {
	/** FLOPs per second of the kernel that calculates fastest, and the kernel. */
	readonly rate: number;
	readonly fastest: string;
	/** Bytes per second of the kernel that reads and writes fastest, and the kernel. */
	readonly traffic: number;
	readonly busiest: string;
	/** The intensity at which the two ceilings meet. */
	readonly ridge: number;
}

export interface Roofline {
	readonly kinds: readonly Mark[];
	readonly names: readonly Mark[];
	readonly roof: Roof | null;
	/** Kernels that only move bytes, or whose FLOPs are not counted: they have no place on a logarithmic axis. */
	readonly without: number;
}

export function rooflineOf(kernels: readonly KernelTime[]): Roofline {
	const names = workByName(kernels);
	return {
		kinds: workByKind(kernels).flatMap(markOf),
		names: names.flatMap(markOf),
		roof: roofOf(names),
		without: kernels.filter(({ flops }) => flops <= 0).length,
	};
}

function markOf(work: Work): readonly Mark[] {
	if (work.flops <= 0 || work.bytes <= 0) return [];
	return [{ work, intensity: work.flops / work.bytes, rate: perSecond(work.flops, work.ns) }];
}

/** By name, not by kernel: the mean of many like kernels is steadier than the luckiest of them. */
function roofOf(names: readonly Work[]): Roof | null {
	const best = (of: (work: Work) => number): readonly [number, string] =>
		names.reduce<readonly [number, string]>(
			(most, work) => {
				const rate = perSecond(of(work), work.ns) ?? 0;
				return rate > most[0] ? [rate, work.name] : most;
			},
			[0, ''],
		);
	const [rate, fastest] = best(({ flops }) => flops);
	const [traffic, busiest] = best(({ bytes }) => bytes);
	return rate > 0 && traffic > 0 ? { rate, fastest, traffic, busiest, ridge: rate / traffic } : null;
}

export function perSecond(amount: number, ns: number | null): number | null {
	return ns === null || ns <= 0 ? null : amount / (ns * 1e-9);
}

/** Whole powers of ten around some values. */
export interface LogAxis {
	readonly low: number;
	readonly high: number;
}

export function logAxis(values: readonly number[]): LogAxis {
	const powers = values.filter((value) => value > 0 && Number.isFinite(value)).map(Math.log10);
	if (powers.length === 0) return { low: 0, high: 1 };
	const low = Math.floor(Math.min(...powers));
	return { low, high: Math.max(low + 1, Math.ceil(Math.max(...powers))) };
}

/** Share of the axis at which a value lies, 0 to 1. */
export function along({ low, high }: LogAxis, value: number): number {
	return Math.min(1, Math.max(0, (Math.log10(value) - low) / (high - low)));
}

/** Powers of ten to write on an axis; every other one, or fewer, when there are many. */
export function ticksOf({ low, high }: LogAxis, most: number): readonly number[] {
	const every = Math.max(1, Math.ceil((high - low) / most));
	const count = Math.floor((high - low) / every) + 1;
	return Array.from({ length: count }, (_, n) => 10 ** (low + n * every));
}

/** Heights for labels that want to stand at `wanted`, kept `least` apart and in their order; the list may move up as a whole to end by `bottom`. */
export function spread(wanted: readonly number[], least: number, bottom: number): readonly number[] {
	const order = wanted.map((_, at) => at).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
	const placed: number[] = [];
	let under = Number.NEGATIVE_INFINITY;
	for (const at of order) {
		under = Math.max(wanted[at] ?? 0, under + least);
		placed[at] = under;
	}
	let over = bottom;
	for (const at of order.toReversed()) {
		over = Math.min(placed[at] ?? 0, over);
		placed[at] = over;
		over -= least;
	}
	return placed;
}
