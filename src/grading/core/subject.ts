/**
 * The learner's module as a check sees it: names, plain data in, plain data out.
 * The browser's subject runs in the worker's realm, the server's is a message to a disposable sandbox;
 * hidden inputs' expected values never share a realm with learner code.
 */
import type { Value } from '#contract/value.ts';
import type { Watched } from './watched.ts';

export type CallResult =
	| { readonly status: 'ok'; readonly value: Value; readonly watched?: Watched }
	/** Learner code threw. kind is one of five whitelisted error names; line is the learner's, 1-based. */
	| { readonly status: 'threw'; readonly kind: string; readonly message: string; readonly line?: number; readonly column?: number }
	/** It returned something that is not plain data or tensors (a function, a cycle, more than the limits). */
	| { readonly status: 'unsupported'; readonly message: string }
	| { readonly status: 'missing-export' };

export interface Subject {
	/** Calls an export of the learner's module. Seeded: Math.random inside starts from `seed` at every call. */
	call(exportName: string, args: readonly Value[], options?: CallOptions): Promise<CallResult>;
	/**
	 * Gradients of sum(export(...args) · cotangent) with respect to the tensor arguments at `wrt`.
	 * ok → array of tensors, in the order of `wrt`.
	 */
	gradient(
		exportName: string,
		args: readonly Value[],
		wrt: readonly number[],
		cotangent: Value,
		options?: CallOptions,
	): Promise<CallResult>;
	/** Calls a function of the lab's harness.ts as harness[name](learnerExports, ...args) in the learner's realm. */
	harness(name: string, args: readonly Value[], options?: CallOptions): Promise<CallResult>;
	/**
	 * The work of one call: its ops are written down on `args` and run again on `others`, counted there. Both have the same shapes.
	 * ok → { flops, bytes, ops, lines: [{ kernel, line, column, flops, bytes, times }], outputs: the returned tensors for `others` }.
	 * unsupported → part of it happened outside of tensors, or in an op whose work has no count.
	 */
	count(
		how: 'export' | 'harness',
		name: string,
		args: readonly Value[],
		others: readonly Value[],
		options?: CallOptions,
	): Promise<CallResult>;
}

export interface CallOptions {
	readonly seed?: number;
	/** Also tell what became of the arguments, and which tensors were left behind. Not for gradients. */
	readonly watch?: boolean;
}

/**
 * Ends a grading at once: the subject met the host's clock, memory limit or a fault.
 * Only a Subject throws it; learner code cannot cause one by its words.
 */
export class SubjectEnded extends Error {
	override name = 'SubjectEnded' as const;
	readonly reason: 'timeout' | 'out-of-memory' | 'unavailable';

	constructor(reason: 'timeout' | 'out-of-memory' | 'unavailable', message: string) {
		super(message);
		this.reason = reason;
	}
}
