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
 * column too); a stopped training says its last kept step. Nothing the worker says is trusted to have a shape: a message that does not
 * parse, or a flood of them, ends the worker.
 * A training whose graphics device is lost goes on by itself from its last snapshot, twice at most, on what still answers: `restarted` says so.
 * Refuses a second run while one is going on (the promise resolves at once, nothing is sent).
 */
import type { Lab } from '#contract/lab.ts';
import { STOP_GRACE_MS } from '#contract/limits.ts';
import type { Backend, FromWorker, RunRequest } from '#contract/run.ts';
import { gpuAnswers } from './gpu-canary.ts';
import { type LiveWorker, startWorker, type WorkerLimits } from './live-worker.ts';
import { memoryAdvice } from './memory-advice.ts';
import { prepareRun } from './prepare-run.ts';
import { forgetSelfCheck, keepSelfCheck, recallSelfCheck } from './self-check-memory.ts';
import { type Failure, type QuietMessage, quiet, sentence, spendsWorker } from './session-failures.ts';
import { canRestart, GPU_GAVE_UP, gaveUp, type RestartMessage, restarted } from './session-restart.ts';
import { createRun, type Run } from './session-run.ts';
import { fetchWasm } from './wasm-bytes.ts';

export type SessionState = 'idle' | 'starting' | 'running' | 'done' | 'stopped' | 'failed';
export type Snapshot = Pick<Extract<FromWorker, { type: 'snapshot' }>, 'step' | 'preset' | 'bytes'>;

export interface SessionRun {
	readonly lab: Lab;
	/** The learner's TypeScript. */
	readonly code: string;
	/** TypeScript behind each `my/<lab>`, by lab id: of what the lab offers, and of what those files import. */
	readonly my: Readonly<Record<string, string>>;
	/** LabWorkspace.own.seed, where the lab's numbers are the learner's own. Default: a guest's. */
	readonly ownSeed?: number;
}

export interface TrainingRun extends SessionRun {
	/** Name of one of the lab's presets. */
	readonly preset: string;
	readonly seed?: number;
	/** safetensors of an earlier snapshot, to go on from. */
	readonly resume?: ArrayBuffer | null;
	/** Trains no step: shows the attention and a sample of the model in `resume`. */
	readonly isLook?: boolean;
}

/** What a session says: the worker's messages and its own. */
export type SessionMessage = FromWorker | RestartMessage | QuietMessage;

export interface LabSessionOptions {
	/** Messages in the order they came; heartbeats are left out. */
	readonly onMessage: (message: SessionMessage) => void;
	readonly onState: (state: SessionState) => void;
	/** Backends to try, in order. A GPU that stopped answering takes webgpu off this list for the tab. */
	readonly prefer?: readonly Backend[];
	/** Where the worker is served with its own Content-Security-Policy. */
	readonly workerUrl?: string;
	readonly bundleUrl?: (labId: string) => string;
	/** Other limits than the usual ones, for tests. */
	readonly limits?: Partial<SessionLimits>;
}

export interface SessionLimits extends WorkerLimits {
	/** A GPU that may be lost has this long to answer. */
	readonly canaryMs: number;
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

// `startMs` leaves room for a slow adapter: every step of the self-check may take the 20 s after which silence counts.
const LIMITS: SessionLimits = { quietMs: 4_000, silentMs: 25_000, stuckMs: 45_000, startMs: 120_000, canaryMs: 3_000 };

/** Set for the tab once the GPU has stopped answering; a reload of the browser clears it. */
let gpuGaveUp = false;

export function createLabSession(options: LabSessionOptions): LabSession {
	const limits = { ...LIMITS, ...options.limits };
	const asked = options.prefer ?? ['webgpu', 'wasm', 'cpu'];
	let state: SessionState = 'idle';
	let live: LiveWorker | undefined;
	let run: Run | undefined;
	let snapshot: Snapshot | null = null;
	/** Of the worker that became ready last. */
	let backend: Backend = 'cpu';
	/** The GPU is being asked whether it still answers; no worker starts before that is known. */
	let probe: Promise<void> = Promise.resolve();
	let isDisposed = false;

	function enter(next: SessionState): void {
		state = next;
		options.onState(next);
	}

	/** Ends the run, if one is going on, in `how`. */
	function finish(how: 'done' | 'stopped' | 'failed'): void {
		const ended = run;
		if (ended === undefined) return;
		clearTimeout(ended.stopTimer);
		live?.watch(false);
		run = undefined;
		enter(how);
		ended.resolve();
	}

	function drop(): void {
		live?.end();
		live = undefined;
	}

	/** Outside a run there is nothing to say: the next run starts what it needs. */
	function fail(failure: Failure, isWorkerLost = true): void {
		if (isWorkerLost) drop();
		if (run === undefined) return;
		const isMemory = run.kind === 'train' && failure.kind === 'out-of-memory';
		const advice = isMemory ? ` ${memoryAdvice(run.what.lab, run.what.preset)}` : '';
		options.onMessage({ ...failure, type: 'failed', message: `${failure.message}${advice}`.slice(0, 1_000) });
		finish('failed');
	}

	async function readyWorker(): Promise<boolean> {
		await probe;
		const wasm = await fetchWasm();
		if (isDisposed) return false;
		live ??= startWorker({
			url: options.workerUrl ?? '/lab-worker.js',
			prefer: asked.filter((name) => name !== 'webgpu' || !gpuGaveUp),
			wasm: wasm.slice(0),
			proven: recallSelfCheck(),
			limits,
			onMessage: receive,
			onFailure: fail,
			onStuck: () => askGpu('The graphics processor stopped answering.'),
			onQuiet: (what) => run && options.onMessage(quiet(what, limits)),
		});
		return live.ready;
	}

	function receive(message: FromWorker): void {
		if (message.type === 'failed') {
			if (message.kind === 'gpu-refused') forgetSelfCheck();
			if (message.whose === 'device') askGpu(message.message);
			else fail(message, spendsWorker(message));
		} else if (message.type === 'ready') {
			backend = message.backend;
			if (message.selfCheck === 'passed' && message.mark !== '') keepSelfCheck(message.mark);
			const isSecondChoice = gpuGaveUp && asked.includes('webgpu');
			options.onMessage(isSecondChoice ? { ...message, reason: GPU_GAVE_UP } : message);
		} else if (run !== undefined) {
			if (message.type === 'snapshot' && run.kind === 'train') {
				snapshot = { step: message.step, preset: message.preset, bytes: message.bytes };
				run.from = snapshot;
			}
			options.onMessage(message);
			if (message.type === 'done') finish(message.how === 'stopped' ? 'stopped' : 'done');
		}
	}

	/** After a lost or silent GPU: probe it, and leave it alone for the tab when it does not answer. The run may be over by then. */
	function askGpu(what: string): void {
		drop();
		forgetSelfCheck();
		const mine = run;
		// Until it has a worker again, Stop ends it by force.
		if (mine !== undefined && canRestart(mine)) enter('starting');
		probe = gpuAnswers(limits.canaryMs).then((answers) => {
			gpuGaveUp ||= !answers;
			if (mine === undefined || run !== mine) return;
			if (!canRestart(mine)) fail({ whose: 'device', kind: 'device-lost', message: gaveUp(what, answers, mine.restarts) });
			else if (mine.request !== undefined) {
				mine.restarts++;
				void go(mine, mine.request, what);
			}
		});
	}

	async function begin(kind: RunRequest['kind'], what: SessionRun & Partial<TrainingRun>): Promise<void> {
		if (run !== undefined || isDisposed) return;
		const mine = createRun(kind, what);
		run = mine;
		if (kind === 'train') snapshot = null;
		enter('starting');
		try {
			const request = await prepareRun(kind, what, options.bundleUrl ?? ((id) => `/api/labs/${id}/bundle.js`));
			if (run !== mine) return;
			if ('failure' in request) return fail(request.failure, false);
			mine.request = request;
			await go(mine, request);
		} catch (error) {
			if (run === mine) fail({ whose: 'ours', kind: 'start', message: sentence(error) }, false);
		}
		return mine.ended;
	}

	/** Sends the run to a worker that is ready. `lost`: what happened to the one before it, in a sentence. */
	async function go(mine: Run, request: RunRequest, lost?: string): Promise<void> {
		const attempt = ++mine.attempts;
		try {
			// A worker that does not become ready has said why by itself.
			const isReady = await readyWorker();
			if (!isReady || run !== mine || mine.attempts !== attempt) return;
			if (lost !== undefined) options.onMessage(restarted(lost, mine.from?.step ?? 0, backend));
			enter('running');
			live?.watch(true);
			const resume = mine.from?.bytes.slice(0) ?? null;
			live?.send({ ...request, resume }, resume === null ? [] : [resume]);
		} catch (error) {
			if (run === mine) fail({ whose: 'ours', kind: 'start', message: sentence(error) }, false);
		}
	}

	function stop(): Promise<void> {
		const mine = run;
		if (mine === undefined) return Promise.resolve();
		if (state === 'starting' || live === undefined) endByForce(mine);
		else if (mine.stopTimer === undefined) {
			live.send({ type: 'stop' });
			mine.stopTimer = setTimeout(() => {
				drop();
				endByForce(mine);
			}, STOP_GRACE_MS);
		}
		return mine.ended;
	}

	/** The worker had no time to say `done`; the page says it, with the step that is kept. */
	function endByForce({ kind, startedAt, from }: Run): void {
		const step = from === null ? {} : { step: from.step };
		options.onMessage({ type: 'done', kind, how: 'stopped', seconds: (performance.now() - startedAt) / 1_000, ...step });
		finish('stopped');
	}

	return {
		get state() {
			return state;
		},
		warm: () => void readyWorker().catch(() => undefined),
		runChecks: (what) => begin('checks', what),
		train: (what) => begin('train', what),
		stop,
		lastSnapshot: () => snapshot,
		dispose() {
			isDisposed = true;
			drop();
			finish('stopped');
		},
	};
}
