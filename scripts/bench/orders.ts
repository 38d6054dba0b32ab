/** What the protocol may order a realm to do, and what it answers. Plain data: it travels between processes. */
import type { KernelTime } from '#contract/run.ts';
import type { DecodingReport } from '#engine/generate/measure-decoding.ts';
import type { Counts } from './counters.ts';
import type { BenchConfig } from './engine.ts';

/** `engine` is a key of ENGINES (bundle.ts). */
export type Order = { readonly engine: string } & (
	| /** Device, weights, and the first step. Dry: nothing that is submitted runs. */
	{ readonly type: 'setup'; readonly config: BenchConfig; readonly isDry: boolean }
	/** Steps, each loss read back. */
	| { readonly type: 'losses'; readonly steps: number; readonly maxMs: number }
	/** Steps one at a time, with what each asks of WebGPU and its JavaScript time. */
	| { readonly type: 'count'; readonly steps: number; readonly warmUp: number; readonly maxMs: number }
	/** Steps in a row, as in training; milliseconds a step. */
	| { readonly type: 'time'; readonly steps: number }
	/** One more step, kernel by kernel; null where the engine cannot tell. */
	| { readonly type: 'profile' }
	/** Frees the model; the engine may be set up again. */
	| { readonly type: 'dispose' }
	/** The first step of a lab's preset; `engine` is `<lab>/<preset>`. */
	| { readonly type: 'preset' }
	/** Text of a small model, so many rows at once. */
	| { readonly type: 'decoding'; readonly rollouts: number }
);

export interface Setup {
	readonly name: string;
	readonly version: string;
	readonly parameters: number;
	readonly note: string;
	readonly setupMs: number;
	/** From nothing to the first loss. Cold only in a fresh realm. */
	readonly firstStepMs: number;
	readonly isFresh: boolean;
	readonly loss: number;
	readonly pipelines: number;
}

export interface Counted {
	/** Of a step, the middle one of all that were counted. */
	readonly counts: Counts;
	readonly jsMs: readonly number[];
	/** Sizes of the buffers made since the set-up and not destroyed. */
	readonly gpuBytes: number;
	readonly mode: string;
}

export interface Answers {
	readonly setup: Setup;
	readonly losses: readonly number[];
	readonly count: Counted;
	readonly time: number;
	readonly profile: readonly KernelTime[] | null;
	readonly dispose: null;
	/** Milliseconds from pressing Run to the first loss. */
	readonly preset: number;
	readonly decoding: DecodingReport;
}

export type Reply = { readonly ok: true; readonly value: Answers[keyof Answers] } | { readonly ok: false; readonly reason: string };

export interface AdapterReport {
	/** In words. */
	readonly name: string;
	readonly vendor: string;
	readonly architecture: string;
	readonly device: string;
	readonly description: string;
	readonly isFallbackAdapter: boolean;
	/** Its times say nothing about a graphics card. */
	readonly isSoftware: boolean;
	readonly features: readonly string[];
}

/** A place where engines run: one browser, or Node processes. */
export interface Runtime {
	readonly name: 'chromium' | 'node';
	/** Browser or Node with its version. */
	readonly version: string;
	readonly adapter: AdapterReport;
	/** False when the browser or its page has died: nothing more will run there. */
	isAlive(): boolean;
	/** A fresh realm with this bundle. */
	open(bundle: string): Promise<Realm>;
	close(): Promise<void>;
}

export interface Realm {
	/** @throws when the order fails, or takes longer than `withinMs` */
	order<Name extends keyof Answers>(order: Extract<Order, { type: Name }>, withinMs: number): Promise<Answers[Name]>;
	/** Ends it, whatever it is doing. */
	close(): Promise<void>;
}
