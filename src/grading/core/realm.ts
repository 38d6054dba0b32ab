/**
 * Calls learner code with plain data and brings plain data back. Both subjects run this inside the learner's realm.
 * Make the realm before their code is loaded. Every call is seeded, tidied, and leaves no tensor or variable behind.
 * Learner code may have replaced any built-in by then, so whatever is thrown during a call is theirs; a check's own fault is seen before.
 */
import { MAX_LEFT_SHAPES } from '#contract/limits.ts';
import { isTensorValue, type Value } from '#contract/value.ts';
import { seededRandom } from './random.ts';
import { createRealmCodec, UnsupportedValue } from './realm-codec.ts';
import { createErrorReader, placeInStack, type SourcePlace } from './realm-error.ts';
import type { GradientEngine, RealmTensor, TensorLibrary } from './realm-library.ts';
import { createTapeRealm } from './realm-tape.ts';
import { watchOf } from './realm-watch.ts';
import type { CallOptions, CallResult } from './subject.ts';
import type { Watched } from './watched.ts';

/** Exports of the learner's module, or of the lab's harness. */
export type ModuleExports = Readonly<Record<string, unknown>>;

export interface Realm {
	callExport(exports: ModuleExports, name: string, args: readonly Value[], options?: CallOptions): Promise<CallResult>;
	/** One gradient per argument at `wrt`; null where none of the result depends on that argument. */
	gradientOf(
		exports: ModuleExports,
		name: string,
		args: readonly Value[],
		wrt: readonly number[],
		cotangent: Value,
		options?: CallOptions,
	): Promise<CallResult>;
	/** `harness[name](exports, ...args)`. */
	callHarness(
		harness: ModuleExports,
		exports: ModuleExports,
		name: string,
		args: readonly Value[],
		options?: CallOptions,
	): Promise<CallResult>;
	/** The ops of one call as a tape (realm-tape.ts); `harness` for a call of the harness with the learner's exports. */
	record(
		exports: ModuleExports,
		harness: ModuleExports | null,
		name: string,
		args: readonly Value[],
		options?: CallOptions,
	): Promise<CallResult>;
	/** Runs a tape on other arguments and counts. Where no learner code is, if the count is to be believed. */
	replay(tape: Value, args: readonly Value[]): Promise<CallResult>;
	/** What a throw was, for hosts that load the module themselves. */
	describe(thrown: unknown): { readonly kind: string; readonly message: string; readonly line?: number; readonly column?: number };
}

type LearnerFunction = (...args: unknown[]) => unknown;

/** A call that waits to be run, and what it will be given. */
interface Prepared {
	readonly run: () => unknown;
	readonly args: readonly unknown[];
}

export function createRealm(tf: TensorLibrary, place: SourcePlace): Realm {
	const codec = createRealmCodec(tf);
	const readError = createErrorReader(place);
	const engine = tf.engine();
	const watch = watchOf(engine);
	const tapes = createTapeRealm(tf, codec, (stack) => placeInStack(stack, place));
	const { startScope, endScope } = engine;
	const { apply, defineProperty } = Reflect;
	const RealPromise = Promise;

	/**
	 * Seeds, opens a scope, prepares, runs, encodes, and closes every scope that was opened meanwhile.
	 * Also what our own code throws in here is the learner's: it works unless they changed what it stands on.
	 */
	async function guarded(options: CallOptions | undefined, prepare: () => Prepared): Promise<CallResult> {
		try {
			return await scoped(options, prepare);
		} catch (error) {
			return threw(error);
		}
	}

	async function scoped(options: CallOptions | undefined, prepare: () => Prepared): Promise<CallResult> {
		const random = seededRandom(options?.seed ?? 0);
		defineProperty(Math, 'random', { value: random, writable: true, configurable: true });
		const depth = engine.state.scopeStack.length;
		const before = new Set(Object.keys(engine.state.registeredVariables));
		apply(startScope, engine, ['call']);
		try {
			return await settle(prepare(), options?.watch === true);
		} finally {
			while (engine.state.scopeStack.length > depth) apply(endScope, engine, []);
			for (const [name, variable] of Object.entries(engine.state.registeredVariables)) if (!before.has(name)) variable.dispose();
		}
	}

	async function settle({ run, args }: Prepared, isWatched: boolean): Promise<CallResult> {
		let raw: unknown;
		let made: readonly RealmTensor[] = [];
		if (isWatched) watch.start();
		try {
			const returned = run();
			// Only a real promise is awaited: awaiting a thenable would call learner code again.
			raw = returned instanceof RealPromise ? await returned : returned;
		} catch (error) {
			return error instanceof UnsupportedValue ? unsupported(error.message) : threw(error);
		} finally {
			if (isWatched) made = watch.stop();
		}
		try {
			const value = await codec.encode(raw);
			return isWatched ? { status: 'ok', value, watched: await watchedOf(args, made, raw) } : { status: 'ok', value };
		} catch (error) {
			return error instanceof UnsupportedValue ? unsupported(error.message) : threw(error);
		}
	}

	async function watchedOf(args: readonly unknown[], made: readonly RealmTensor[], raw: unknown): Promise<Watched> {
		const after: Value[] = [];
		for (const arg of args) {
			// An argument that cannot be read any more is a finding of the check, not an error of the call.
			after.push(await codec.encode(arg).catch(() => null));
		}
		const given = codec.tensorsIn(raw);
		const left = made.filter((tensor) => !given.includes(tensor));
		return { args: after, left: { count: left.length, shapes: left.slice(0, MAX_LEFT_SHAPES).map(({ shape }) => [...shape]) } };
	}

	function threw(error: unknown): CallResult {
		return { status: 'threw', ...readError(error) };
	}

	function gradients(fn: LearnerFunction, args: readonly unknown[], wrt: readonly number[], cotangent: Value): Prepared {
		const xs = wrt.map((index) => tensorAt(args, index));
		const dy = tensorAt([codec.decode(cotangent)], 0);
		const f = () => {
			const y = apply(fn, undefined, args);
			if (y instanceof RealPromise)
				throw new UnsupportedValue('It returns a promise, so no gradient can flow through it. Leave out async and await.');
			if (!codec.isTensor(y)) throw new UnsupportedValue('It must return one tensor, so that a gradient can flow through it.');
			if (y.shape.join() !== dy.shape.join())
				throw new UnsupportedValue(`It returned shape [${y.shape.join(', ')}] where [${dy.shape.join(', ')}] was expected.`);
			return y;
		};
		// tfjs types Engine.gradients over its own Tensor class; GradientEngine states the same method over our shape.
		const run = () => (engine as unknown as GradientEngine).gradients(f, xs, dy, true).grads.map((grad) => grad ?? null);
		return { run, args };
	}

	function call(fn: LearnerFunction, args: readonly unknown[]): Prepared {
		return { run: () => apply(fn, undefined, args), args };
	}

	function tensorAt(args: readonly unknown[], index: number): RealmTensor {
		const value = args[index];
		if (!codec.isTensor(value)) throw new TypeError(`Argument ${index} is no tensor any more.`);
		return value;
	}

	return {
		describe: readError,
		async callExport(exports, name, args, options) {
			const fn = functionOf(exports, name);
			return fn === null ? { status: 'missing-export' } : guarded(options, () => call(fn, args.map(codec.decode)));
		},
		async gradientOf(exports, name, args, wrt, cotangent, options) {
			const stray = wrt.find((index) => !isTensorValue(args[index]));
			if (stray !== undefined) throw new TypeError(`Argument ${stray} is not a tensor; a check asked for its gradient.`);
			const fn = functionOf(exports, name);
			return fn === null ? { status: 'missing-export' } : guarded(options, () => gradients(fn, args.map(codec.decode), wrt, cotangent));
		},
		async callHarness(harness, exports, name, args, options) {
			const fn = functionOf(harness, name);
			if (fn === null) throw new TypeError(`The lab's harness has no function named ${name}.`);
			return guarded(options, () => call(fn, [exports, ...args.map(codec.decode)]));
		},
		async record(exports, harness, name, args, options) {
			const fn = functionOf(harness ?? exports, name);
			if (fn === null) return { status: 'missing-export' };
			return guarded(options, () => {
				const given = args.map(codec.decode);
				const { run } = call(fn, harness === null ? given : [exports, ...given]);
				return { run: () => tapes.record(run, given), args: [] };
			});
		},
		async replay(tape, args) {
			const answer = await guarded(undefined, () => ({ run: () => tapes.replay(tape, args.map(codec.decode)), args: [] }));
			// The tape is the learner's. What cannot be run again says nothing that could be counted.
			return answer.status === 'threw' ? unsupported(`What it did cannot be repeated: ${answer.message}`) : answer;
		},
	};
}

function unsupported(message: string): CallResult {
	return { status: 'unsupported', message };
}

function functionOf(exports: ModuleExports, name: string): LearnerFunction | null {
	const value = Object.hasOwn(exports, name) ? exports[name] : undefined;
	// typeof narrows to Function, whose call signature TypeScript leaves open.
	return typeof value === 'function' ? (value as LearnerFunction) : null;
}
