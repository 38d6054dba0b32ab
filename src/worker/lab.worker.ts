/**
 * Entry of the lab worker: chooses a backend, takes away every global that is not needed, then runs what the page sends.
 * It loads nothing and keeps nothing. Served with a policy of its own: no network, no other script (docs/decisions/0008-lab-worker.md).
 */
import { core } from 'gradus:core-modules';
import * as tf from '@tensorflow/tfjs';
import * as gradus from 'gradus';
import type { FromWorker, StartRequest, ToWorker } from '#contract/run.ts';
import { backendAnswers } from '#engine/backend-answers.ts';
import { chooseBackend, type GpuFault } from '#engine/choose-backend.ts';
import { ENGINE_MARK } from './engine-mark.ts';
import { createLearnerConsole } from './learner-console.ts';
import { LearnerError, runLab } from './run-lab.ts';
import { scrubGlobals } from './scrub-globals.ts';
import { DEVICE_LOST, isOutOfMemory, isOverLimit, outOfMemory } from './session-failures.ts';
import type { Post } from './train-host.ts';

const HEARTBEAT_MS = 1_000;
/** An op of tfjs puts more than V8's ten frames between where it throws and the learner's line. */
Error.stackTraceLimit = 60;

// Held before the scrub; learner code cannot reach these names.
// tsconfig holds the page's and the worker's library; this file only ever runs in a dedicated worker.
const scope = self as unknown as DedicatedWorkerGlobalScope;
// bind loses the overload that takes a list to hand over.
const send = scope.postMessage.bind(scope) as (message: unknown, transfer: Transferable[]) => void;
const post: Post = (message, transfer = []) => send(message, transfer);
const { port1, port2 } = new MessageChannel();
const sendBreath = port2.postMessage.bind(port2);
const waiting: (() => void)[] = [];
port1.onmessage = () => waiting.shift()?.();

let isStopped = false;
let isRunning = false;
let isGpuSpent = false;

/** One turn of the event loop, so that a stop message can arrive. */
function breathe(): Promise<void> {
	return new Promise((resolve) => {
		waiting.push(resolve);
		sendBreath(null);
	});
}

function fail(failure: Omit<Extract<FromWorker, { type: 'failed' }>, 'type'>): void {
	if (isGpuSpent) return;
	post({ type: 'failed', ...failure, kind: failure.kind.slice(0, 60), message: failure.message.slice(0, 1_000) });
}

/** Whatever else goes wrong once the device is spent follows from it, so this is the last that is said. */
function onGpuFault({ kind, message }: GpuFault): void {
	if (kind === 'lost') fail(DEVICE_LOST);
	else if (kind === 'out-of-memory' || isOverLimit(message)) fail(outOfMemory(message));
	else fail({ whose: 'ours', kind: 'gpu-refused', message: ourFault(`The graphics processor refused a command: ${message}`) });
	isGpuSpent = true;
}

async function start({ wasm, prefer, proven }: StartRequest): Promise<void> {
	try {
		const chosen = await chooseBackend({
			...{ prefer, wasm, proven, onGpuFault },
			gpu: navigator.gpu,
			engine: `${ENGINE_MARK} ${navigator.userAgent}`,
		});
		const learnerConsole = createLearnerConsole(post);
		setInterval(() => post({ type: 'heartbeat' }), HEARTBEAT_MS);
		scrubGlobals(self, navigator);
		Object.defineProperty(globalThis, 'console', { value: learnerConsole, writable: true, configurable: true });
		post({ type: 'ready', ...chosen });
	} catch (error) {
		fail({ whose: 'ours', kind: 'start', message: ourFault(error) });
	}
}

function ourFault(error: unknown): string {
	return `Gradus failed. You did not. Your text is kept. (${error instanceof Error ? error.message : String(error)})`;
}

async function run(request: Extract<ToWorker, { type: 'run' }>): Promise<void> {
	if (isRunning) return;
	[isRunning, isStopped] = [true, false];
	try {
		await runLab(request, { modules: { tfjs: tf, gradus, core }, post, breathe, stopped: () => isStopped });
	} catch (error) {
		const message = error instanceof Error ? error.message : '';
		if (isOutOfMemory(message)) fail(outOfMemory(message));
		else if (!(await backendAnswers())) fail(DEVICE_LOST);
		else if (error instanceof LearnerError) fail({ whose: 'learner', ...error.thrown });
		else fail({ whose: 'ours', kind: 'run', message: ourFault(error) });
	} finally {
		isRunning = false;
	}
}

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
	if (data.type === 'start') void start(data);
	else if (data.type === 'run') void run(data);
	else isStopped = true;
});
