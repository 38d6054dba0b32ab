/**
 * Page side of the lab worker: one session per lab page. No DOM, no framework.
 *
 *   const session = createLabSession({ onMessage, onState });
 *   session.warm();                                   // optional: start the worker before it is needed (first focus of the editor)
 *   await session.runChecks({ lab, code, my });       // TypeScript as the learner wrote it; `my` from LabWorkspace.my (code only)
 *   await session.train({ lab, code, my, preset, seed, resume });
 *   await session.stop();                             // at most a second, also in an endless loop
 *   session.lastSnapshot()                            // { step, preset, bytes } of the last training, or null
 *   session.dispose();
 *
 * States: idle → starting → running → done | stopped | failed, then starting again. Runs resolve when they have ended; they never reject.
 * Every end is a message first: `done`, or `failed` with whose fault it was and a sentence for the learner (syntax errors with line and
 * column too). Nothing the worker says is trusted to have a shape: a message that does not parse, or a flood of them, ends the worker.
 * Refuses a second run while one is going on (the promise resolves at once, nothing is sent).
 */
import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import type { Lab } from '#contract/lab.ts';
import { STOP_GRACE_MS } from '#contract/limits.ts';
import { type Backend, type FromWorker, fromWorkerSchema, type RunRequest, type ToWorker } from '#contract/run.ts';
import { createFloodMeter } from './flood-meter.ts';
import { gpuAnswers } from './gpu-canary.ts';
import { prepareRun } from './prepare-run.ts';
import { crashed, FLOODED, MISSHAPEN, NOT_STARTED, SILENT, sentence } from './session-failures.ts';

export type SessionState = 'idle' | 'starting' | 'running' | 'done' | 'stopped' | 'failed';
export type Snapshot = Pick<Extract<FromWorker, { type: 'snapshot' }>, 'step' | 'preset' | 'bytes'>;
type Failed = Extract<FromWorker, { type: 'failed' }>;

export interface SessionRun {
	readonly lab: Lab;
	/** The learner's TypeScript. */
	readonly code: string;
	/** TypeScript of each `my/<lab>` import, by lab id. */
	readonly my: Readonly<Record<string, string>>;
}

export interface TrainingRun extends SessionRun {
	/** Name of one of the lab's presets. */
	readonly preset: string;
	readonly seed?: number;
	/** safetensors of an earlier snapshot, to go on from. */
	readonly resume?: ArrayBuffer | null;
}

export interface LabSessionOptions {
	/** Messages in the order they came; heartbeats are left out. */
	readonly onMessage: (message: FromWorker) => void;
	readonly onState: (state: SessionState) => void;
	/** Backends to try, in order. A GPU that stopped answering takes webgpu off this list for the tab. */
	readonly prefer?: readonly Backend[];
	/** Where the worker is served with its own Content-Security-Policy. */
	readonly workerUrl?: string;
	readonly bundleUrl?: (labId: string) => string;
}

export interface LabSession {
	readonly state: SessionState;
	warm(): void;
	runChecks(run: SessionRun): Promise<void>;
	train(run: TrainingRun): Promise<void>;
	stop(): Promise<void>;
	lastSnapshot(): Snapshot | null;
	dispose(): void;
}

/** No sign of life for this long: an endless loop. The first WebGPU step may compile shaders for several seconds. */
const SILENT_MS = 25_000;
/** Alive but nothing done for this long on WebGPU: the GPU may have stopped answering. */
const STUCK_MS = 45_000;
const START_MS = 60_000;

/** Same origin, asset of the page; read once for the tab. */
function fetchWasm(): Promise<ArrayBuffer> {
	wasmBytes ??= fetch(wasmUrl).then((response) => {
		if (!response.ok) throw new Error(`The WASM backend could not be loaded (${response.status}).`);
		return response.arrayBuffer();
	});
	wasmBytes.catch(() => {
		wasmBytes = undefined;
	});
	return wasmBytes;
}

/** Set for the tab once the GPU has stopped answering; a reload of the browser clears it. */
let gpuGaveUp = false;
let wasmBytes: Promise<ArrayBuffer> | undefined;

export function createLabSession(options: LabSessionOptions): LabSession {
	let state: SessionState = 'idle';
	let worker: Worker | undefined;
	let ready: Promise<boolean> | undefined;
	let backend: Backend | undefined;
	let snapshot: Snapshot | null = null;
	let endRun: (() => void) | undefined;
	let settleReady: ((isReady: boolean) => void) | undefined;
	let stopTimer: ReturnType<typeof setTimeout> | undefined;
	let watchTimer: ReturnType<typeof setInterval> | undefined;
	let runNumber = 0;
	let [lastSign, lastDeed] = [0, 0];

	function enter(next: SessionState): void {
		state = next;
		options.onState(next);
	}

	/** Ends the run, if one is going on, in `how`. */
	function finish(how: 'done' | 'stopped' | 'failed'): void {
		clearTimeout(stopTimer);
		clearInterval(watchTimer);
		stopTimer = undefined;
		runNumber += 1;
		const end = endRun;
		endRun = undefined;
		if (end !== undefined || state === 'starting' || state === 'running') enter(how);
		end?.();
	}

	function drop(): void {
		worker?.terminate();
		worker = undefined;
		ready = undefined;
		settleReady?.(false);
	}

	function fail(failure: Omit<Failed, 'type'>, isWorkerLost = true): void {
		if (isWorkerLost) drop();
		options.onMessage({ type: 'failed', ...failure });
		finish('failed');
	}

	async function start(): Promise<boolean> {
		const prefer = (options.prefer ?? ['webgpu', 'wasm', 'cpu']).filter((name) => name !== 'webgpu' || !gpuGaveUp);
		const wasm = await fetchWasm();
		const fresh = new Worker(options.workerUrl ?? '/lab-worker.js', { name: 'lab' });
		worker = fresh;
		const meter = createFloodMeter();
		const isReady = new Promise<boolean>((resolve) => {
			settleReady = resolve;
			setTimeout(() => resolve(false), START_MS);
		});
		fresh.onmessage = ({ data }: MessageEvent<unknown>) => {
			if (worker === fresh) receive(data, meter);
		};
		fresh.onerror = (event) => {
			event.preventDefault?.();
			if (worker === fresh) fail(crashed(event.message, state === 'running'));
		};
		const copy = wasm.slice(0);
		send({ type: 'start', wasm: copy, prefer }, [copy]);
		return isReady;
	}

	function receive(data: unknown, meter: ReturnType<typeof createFloodMeter>): void {
		const parsed = fromWorkerSchema.safeParse(data);
		if (!parsed.success) {
			fail(MISSHAPEN);
			return;
		}
		if (meter.isFlooded(parsed.data, Date.now())) {
			fail(FLOODED);
			return;
		}
		const message = parsed.data;
		lastSign = Date.now();
		if (message.type === 'heartbeat') return;
		lastDeed = lastSign;
		if (message.type === 'ready') {
			backend = message.backend;
			settleReady?.(true);
		}
		if (message.type === 'snapshot') snapshot = { step: message.step, preset: message.preset, bytes: message.bytes };
		if (message.type === 'failed') return void failedInWorker(message);
		options.onMessage(message);
		if (message.type === 'done' && endRun !== undefined) finish(message.how === 'stopped' ? 'stopped' : 'done');
	}

	async function failedInWorker(message: Failed): Promise<void> {
		if (message.whose !== 'device') return fail(message, message.kind === 'start');
		drop();
		await settleGpu(message.message);
	}

	/** After a lost or silent GPU: probe it, and leave it alone for the tab when it does not answer. */
	async function settleGpu(what: string): Promise<void> {
		const answers = await gpuAnswers();
		gpuGaveUp ||= !answers;
		const next = answers ? 'Start again to go on.' : 'Gradus uses the processor until you restart the browser: slower, same results.';
		fail({ whose: 'device', kind: 'device-lost', message: `${what} ${next}`.slice(0, 1_000) });
	}

	function watch(): void {
		const now = Date.now();
		if (state !== 'running') return;
		if (now - lastSign > SILENT_MS) fail(SILENT);
		else if (backend === 'webgpu' && now - lastDeed > STUCK_MS) {
			clearInterval(watchTimer);
			drop();
			void settleGpu('The graphics processor stopped answering.');
		}
	}

	function send(message: ToWorker, transfer: Transferable[] = []): void {
		worker?.postMessage(message, transfer);
	}

	function warm(): Promise<boolean> {
		ready ??= start().catch(() => false);
		return ready;
	}

	async function begin(kind: RunRequest['kind'], run: SessionRun & Partial<TrainingRun>): Promise<void> {
		if (state === 'starting' || state === 'running') return;
		runNumber += 1;
		const mine = runNumber;
		const ended = new Promise<void>((resolve) => {
			endRun = resolve;
		});
		enter('starting');
		try {
			const request = await prepareRun(kind, run, options.bundleUrl ?? ((id) => `/api/labs/${id}/bundle.js`));
			if (mine !== runNumber) return;
			if ('failure' in request) return fail(request.failure, false);
			if (!(await warm())) return mine === runNumber ? fail(NOT_STARTED) : undefined;
			if (mine !== runNumber) return;
			launch(request);
		} catch (error) {
			if (mine === runNumber) fail({ whose: 'ours', kind: 'start', message: sentence(error) }, false);
		}
		return ended;
	}

	function launch(request: RunRequest): void {
		if (request.kind === 'train') snapshot = null;
		[lastSign, lastDeed] = [Date.now(), Date.now()];
		watchTimer = setInterval(watch, 1_000);
		enter('running');
		send(request, request.resume === null ? [] : [request.resume]);
	}

	function stop(): Promise<void> {
		if (endRun === undefined || stopTimer !== undefined) return Promise.resolve();
		const before = endRun;
		const stopped = new Promise<void>((resolve) => {
			endRun = () => {
				before();
				resolve();
			};
		});
		if (state === 'starting') finish('stopped');
		else {
			send({ type: 'stop' });
			stopTimer = setTimeout(() => {
				drop();
				finish('stopped');
			}, STOP_GRACE_MS);
		}
		return stopped;
	}

	return {
		get state() {
			return state;
		},
		warm: () => void warm(),
		runChecks: (run) => begin('checks', run),
		train: (run) => begin('train', run),
		stop,
		lastSnapshot: () => snapshot,
		dispose() {
			drop();
			finish('stopped');
		},
	};
}
