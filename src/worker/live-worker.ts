/**
 * One worker from its start to its end: parses what it says, counts it, watches for silence. Knows nothing of runs.
 * After `end()`, or after it has reported one failure, it never calls back: nothing late can reach a newer run.
 */
import { type Backend, type FromWorker, fromWorkerSchema, type ToWorker } from '#contract/run.ts';
import { createFloodMeter } from './flood-meter.ts';
import { crashed, type Failure, FLOODED, MISSHAPEN, NOT_STARTED, silent } from './session-failures.ts';

export interface WorkerLimits {
	/** No sign of life for this long is worth a sentence, and so is nothing done on WebGPU. */
	readonly quietMs: number;
	/** No sign of life for this long: an endless loop. The first WebGPU step may compile shaders for several seconds. */
	readonly silentMs: number;
	/** Alive but nothing done for this long on WebGPU: the GPU may have stopped answering. */
	readonly stuckMs: number;
	readonly startMs: number;
}

export interface LiveWorkerParts {
	readonly url: string;
	readonly prefer: readonly Backend[];
	readonly proven: string;
	/** Handed over. */
	readonly wasm: ArrayBuffer;
	readonly limits: WorkerLimits;
	/** Everything but heartbeats. */
	readonly onMessage: (message: FromWorker) => void;
	/** The page has to end this worker, for this reason. */
	readonly onFailure: (failure: Failure) => void;
	readonly onStuck: () => void;
	/** Told at each change, while it is watched. */
	readonly onQuiet: (what: Quiet) => void;
}

/** `silent`: no sign of life. `idle`: alive, and nothing done on WebGPU. */
export type Quiet = 'silent' | 'idle' | 'no';

export interface LiveWorker {
	/** False when it ended before it was ready. */
	readonly ready: Promise<boolean>;
	send(message: ToWorker, transfer?: Transferable[]): void;
	/** Silence counts only while it is watched. */
	watch(isWatched: boolean): void;
	end(): void;
}

export function startWorker({ url, prefer, proven, wasm, limits, onMessage, onFailure, onStuck, onQuiet }: LiveWorkerParts): LiveWorker {
	const worker = new Worker(url, { name: 'lab' });
	const meter = createFloodMeter();
	const tickMs = Math.min(1_000, limits.silentMs / 4, limits.quietMs / 2);
	let isEnded = false;
	let said: Quiet = 'no';
	let backend: Backend | undefined;
	let watchTimer: ReturnType<typeof setInterval> | undefined;
	let [lastSign, lastDeed, lastTick] = [0, 0, 0];
	let settleReady: (isReady: boolean) => void = () => undefined;
	const ready = new Promise<boolean>((resolve) => {
		settleReady = resolve;
	});
	const startTimer = setTimeout(() => refuse(NOT_STARTED), limits.startMs);

	function end(): void {
		isEnded = true;
		clearTimeout(startTimer);
		clearInterval(watchTimer);
		worker.terminate();
		settleReady(false);
	}

	function refuse(failure: Failure): void {
		if (isEnded) return;
		end();
		onFailure(failure);
	}

	function say(what: Quiet): void {
		if (said === what) return;
		said = what;
		onQuiet(what);
	}

	function receive(data: unknown): void {
		if (isEnded) return;
		const parsed = fromWorkerSchema.safeParse(data);
		if (!parsed.success) {
			refuse(MISSHAPEN);
			return;
		}
		const message = parsed.data;
		if (meter.isFlooded(message, Date.now())) {
			refuse(FLOODED);
			return;
		}
		lastSign = Date.now();
		if (said === 'silent') say('no');
		if (message.type === 'heartbeat') return;
		say('no');
		lastDeed = lastSign;
		if (message.type === 'ready') {
			backend = message.backend;
			clearTimeout(startTimer);
			settleReady(true);
		}
		onMessage(message);
	}

	function tick(): void {
		const now = Date.now();
		// A computer that slept has had no chance to hear from its worker.
		if (now - lastTick > 3 * tickMs + 1_000) [lastSign, lastDeed] = [now, now];
		lastTick = now;
		if (now - lastSign > limits.silentMs) {
			refuse(silent(limits.silentMs));
			return;
		}
		if (now - lastSign > limits.quietMs) say('silent');
		else if (backend === 'webgpu' && now - lastDeed > limits.quietMs) say('idle');
		if (backend === 'webgpu' && now - lastDeed > limits.stuckMs) {
			end();
			onStuck();
		}
	}

	worker.onmessage = ({ data }: MessageEvent<unknown>) => receive(data);
	worker.onerror = (event) => {
		event.preventDefault?.();
		refuse(crashed(event.message ?? '', backend !== undefined));
	};
	worker.postMessage({ type: 'start', wasm, prefer, proven } satisfies ToWorker, [wasm]);

	return {
		ready,
		send(message, transfer = []) {
			if (!isEnded) worker.postMessage(message, transfer);
		},
		watch(isWatched) {
			clearInterval(watchTimer);
			if (!isWatched || isEnded) return;
			lastSign = lastDeed = lastTick = Date.now();
			said = 'no';
			watchTimer = setInterval(tick, tickMs);
		},
		end,
	};
}
