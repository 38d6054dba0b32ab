/**
 * The recorded step as a timeline: one lane a kind, one block a kernel, in the order they run. A block is as wide as the kernel's time,
 * or as its work where there is no time.
 */
import type { KernelTime } from '#contract/run.ts';
import { type Kind, kindOf, type Work, workByKind } from './kernel-kinds.ts';

export type Measure = 'time' | 'flops' | 'bytes';

export interface Block {
	/** Place in the order of the step, from 0. */
	readonly at: number;
	/** In thousandths of the step. */
	readonly x: number;
	readonly width: number;
}

export interface Lane {
	readonly kind: Kind;
	readonly work: Work;
	/** Of the step, in the measure that the lanes are drawn by; 0 to 1. */
	readonly share: number;
	readonly blocks: readonly Block[];
}

export const LANE_WIDTH = 1_000;
/** Half a pixel on the narrowest drawing: a short kernel stays visible. */
const LEAST_WIDTH = 2;

/** What the step can be drawn by, the best first. */
export function measuresOf(kernels: readonly KernelTime[]): readonly Measure[] {
	const all = ['time', 'flops', 'bytes'] as const;
	return all.filter((measure) => totalOf(kernels, measure) > 0);
}

/** 0 where a kernel's time is not known: it is not drawn as short, `measuresOf` leaves time out. */
export function weigh(kernel: Pick<KernelTime, 'ns' | 'flops' | 'bytes'>, measure: Measure): number {
	return measure === 'time' ? (kernel.ns ?? 0) : kernel[measure];
}

export function totalOf(kernels: readonly KernelTime[], measure: Measure): number {
	return kernels.reduce((total, kernel) => total + weigh(kernel, measure), 0);
}

/** The widest lane first. */
export function lanesOf(kernels: readonly KernelTime[], measure: Measure): readonly Lane[] {
	const total = totalOf(kernels, measure);
	const blocks = blocksOf(kernels, measure, total);
	const byKind = Map.groupBy(blocks, ({ at }) => kindOf(kernels[at]?.name ?? ''));
	return workByKind(kernels)
		.map((work) => ({ kind: work.kind, work, share: total > 0 ? weigh(work, measure) / total : 0, blocks: byKind.get(work.kind) ?? [] }))
		.toSorted((a, b) => b.share - a.share);
}

function blocksOf(kernels: readonly KernelTime[], measure: Measure, total: number): readonly Block[] {
	let before = 0;
	return kernels.map((kernel, at) => {
		const own = weigh(kernel, measure);
		const x = total > 0 ? (before / total) * LANE_WIDTH : 0;
		before += own;
		const width = total > 0 ? Math.max(LEAST_WIDTH, (own / total) * LANE_WIDTH) : 0;
		return { at, x: round(Math.min(x, LANE_WIDTH - width)), width: round(width) };
	});
}

function round(value: number): number {
	return Math.round(value * 10) / 10;
}
