/** What a benchmark found, as it goes into the JSON report. */

import type { KernelTime } from '#contract/run.ts';
import type { DecodingReport } from '#engine/generate/measure-decoding.ts';
import type { Counts } from './counters.ts';
import type { BenchConfig } from './engine.ts';
import type { AdapterReport, Counted, Setup } from './orders.ts';
import type { Parity } from './parity.ts';

export interface EngineResult {
	readonly key: string;
	readonly name: string;
	/** Why it did not get further. */
	readonly failure?: string;
	readonly setup?: Setup;
	readonly losses?: readonly number[];
	readonly parity?: Parity;
	readonly counted?: CountSummary;
	readonly kernels?: readonly KernelRow[];
	/** One number a round; real cards only. */
	readonly tokensPerSecond?: readonly number[];
}

export interface CountSummary {
	readonly counts: Counts;
	/** JavaScript time of a step over `steps` steps. */
	readonly jsMs: { readonly min: number; readonly median: number; readonly steps: number };
	readonly gpuBytes: number;
	readonly mode: string;
}

export interface KernelRow {
	readonly name: string;
	readonly dispatches: number;
	/** Together, in nanoseconds; null where they were not timed. */
	readonly ns: number | null;
	readonly flops: number;
	readonly bytes: number;
}

export interface SizeResult {
	readonly config: BenchConfig;
	/** False: commands were encoded and checked but not run. */
	readonly computes: boolean;
	readonly reference: { readonly gpt: readonly number[]; readonly rms: readonly number[]; readonly source: string };
	readonly engines: readonly EngineResult[];
}

export interface PresetResult {
	readonly lab: string;
	readonly preset: string;
	/** Milliseconds from model to first loss. */
	readonly coldMs: number | null;
	readonly warmMs: number | null;
	readonly failure?: string;
}

export interface TorchRow {
	readonly config: BenchConfig;
	readonly mode: string;
	readonly tokensPerSecond: number | null;
	readonly losses: readonly number[];
	readonly failure?: string;
}

export interface BenchReport {
	readonly command: string;
	readonly date: string;
	readonly runtime: string;
	readonly adapter: AdapterReport;
	readonly versions: Readonly<Record<string, string>>;
	readonly sizes: readonly SizeResult[];
	readonly presets: readonly PresetResult[];
	/** Or why there is none. */
	readonly generation: DecodingReport | string;
	/** Rows of PyTorch, or why there are none. */
	readonly torch: readonly TorchRow[] | string;
}

export function summarize({ counts, jsMs, gpuBytes, mode }: Counted): CountSummary {
	return { counts, gpuBytes, mode, jsMs: { min: round(Math.min(...jsMs)), median: round(median(jsMs)), steps: jsMs.length } };
}

/** Kernels of one name together, the most frequent or slowest first. */
export function kernelTable(kernels: readonly KernelTime[] | null): KernelRow[] {
	const rows = new Map<string, KernelRow>();
	for (const { name, ns, flops, bytes } of kernels ?? []) {
		const row = rows.get(name) ?? { name, dispatches: 0, ns: null, flops: 0, bytes: 0 };
		rows.set(name, {
			name,
			dispatches: row.dispatches + 1,
			ns: ns === null ? row.ns : (row.ns ?? 0) + ns,
			flops: row.flops + flops,
			bytes: row.bytes + bytes,
		});
	}
	return [...rows.values()].sort((a, b) => (b.ns ?? 0) - (a.ns ?? 0) || b.dispatches - a.dispatches);
}

export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length / 2;
	return ((sorted[Math.floor(middle - 0.5)] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}

export function round(value: number, digits = 3): number {
	return Number(value.toFixed(digits));
}
