/**
 * The first script of every realm: tfjs on the CPU backend, the kit, and the driver that calls learner code. Its completion value is the driver,
 * held by the host alone; no global leads to it. Clocks stand still, chance is seeded, shared memory and WebAssembly are gone.
 */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-cpu';
import * as gradus from 'gradus';
import { MAX_LOG_BYTES, MAX_LOG_LINES } from '#contract/limits.ts';
import type { Value } from '#contract/value.ts';
import { seededRandom } from '#grading/core/random.ts';
import { createRealm, type ModuleExports } from '#grading/core/realm.ts';
import type { CallOptions, CallResult } from '#grading/core/subject.ts';

/** 1 January 2026, at every call of every submission. */
const NOW = 1_767_225_600_000;

interface Call {
	readonly how: 'export' | 'gradient' | 'harness' | 'record-export' | 'record-harness';
	readonly name: string;
	readonly args: readonly Value[];
	readonly wrt: readonly number[];
	readonly cotangent: Value;
	readonly seed: number;
	readonly isWatched: boolean;
}

freezeSurroundings();
const readLogs = captureConsole();
const realm = createRealm(tf, { file: 'learner.ts', lineOffset: 0 });
let learner: ModuleExports = {};
let harness: ModuleExports = {};
const { deleteProperty } = Reflect;

/** What a module text can read for the moment between `expose` and `conceal`, before learner code runs. */
export function expose(): { readonly tf: string[]; readonly gradus: string[]; readonly version: string } {
	Object.defineProperty(globalThis, 'gradusModules', { value: { tf, gradus }, configurable: true });
	return { tf: Object.keys(tf), gradus: Object.keys(gradus), version: tf.version_core };
}

export function conceal(): void {
	deleteProperty(globalThis, 'gradusModules');
}

/** Told before learner code runs: which functions a check may ask the harness for. */
export function namesOf(module: ModuleExports): string[] {
	return Object.keys(module).filter((name) => typeof module[name] === 'function');
}

export function adopt(learnerModule: ModuleExports, harnessModule: ModuleExports): void {
	learner = learnerModule;
	harness = harnessModule;
}

export async function call(request: Call) {
	const options = { seed: request.seed, watch: request.isWatched };
	return { result: await answerOf(request, options), logs: readLogs() };
}

function answerOf({ how, name, args, wrt, cotangent }: Call, options: CallOptions): Promise<CallResult> {
	if (how === 'export') return realm.callExport(learner, name, args, options);
	if (how === 'gradient') return realm.gradientOf(learner, name, args, wrt, cotangent, options);
	if (how === 'harness') return realm.callHarness(harness, learner, name, args, options);
	return realm.record(learner, how === 'record-harness' ? harness : null, name, args, options);
}

/** Asked of a realm that no learner code has been in. */
export async function replay(tape: Value, args: readonly Value[]) {
	return { result: await realm.replay(tape, args), logs: '' };
}

function freezeSurroundings(): void {
	for (const name of ['WebAssembly', 'SharedArrayBuffer', 'Atomics']) Reflect.deleteProperty(globalThis, name);
	// Calls are seeded one by one; this is the chance that the file meets while it is loaded.
	Object.defineProperty(Math, 'random', { value: seededRandom(0), writable: true, configurable: true });
	const RealDate = Date;
	const FixedDate = new Proxy(RealDate, {
		construct: (target, args) => Reflect.construct(target, args.length === 0 ? [NOW] : args),
		apply: () => new RealDate(NOW).toString(),
	});
	RealDate.now = () => NOW;
	Object.defineProperty(RealDate.prototype, 'constructor', { value: FixedDate });
	Object.defineProperty(globalThis, 'Date', { value: FixedDate, writable: true, configurable: true });
	tf.env().setPlatform('sandbox', {
		fetch: () => Promise.reject(new Error('A lab has no network.')),
		now: () => 0,
		encode: () => new Uint8Array(),
		decode: () => '',
		setTimeoutCustom: () => undefined,
		isTypedArray: (value: unknown): value is Float32Array | Int32Array | Uint8Array | Uint8ClampedArray =>
			value instanceof Float32Array || value instanceof Int32Array || value instanceof Uint8Array || value instanceof Uint8ClampedArray,
	});
	tf.env().set('IS_TEST', false);
}

function captureConsole(): () => string {
	const { apply } = Reflect;
	const toText = String;
	const slice = String.prototype.slice;
	let logs = '';
	let lines = 0;
	const write = (...args: unknown[]): void => {
		if (lines >= MAX_LOG_LINES || logs.length >= MAX_LOG_BYTES) return;
		lines += 1;
		let line = '';
		for (let i = 0; i < args.length; i += 1) line += `${i > 0 ? ' ' : ''}${textOf(args[i])}`;
		logs = apply(slice, `${logs}${line}\n`, [0, MAX_LOG_BYTES]);
	};
	const textOf = (value: unknown): string => {
		try {
			return apply(slice, toText(value), [0, MAX_LOG_BYTES]);
		} catch {
			// A toString of the learner's may throw; a log line must not.
			return '(cannot be shown)';
		}
	};
	Object.defineProperty(globalThis, 'console', {
		value: { log: write, info: write, warn: write, error: write, debug: write },
		writable: true,
		configurable: true,
	});
	return () => {
		const text = logs;
		logs = '';
		lines = 0;
		return text;
	};
}
