/**
 * One disposable child as the grader sees it: asked one thing at a time, killed on the clock or on the first frame that does not belong.
 * Says why it ended from facts of the host alone.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import type { GradeReport } from '#grading/core/grade.ts';
import { SubjectEnded } from '#grading/core/subject.ts';
import { FairClock, waitMeter } from './fair-clock.ts';
import { type Frame, FrameReader, type ToChild, writeFrame } from './frames.ts';
import type { ChildKind, Layers } from './layers.ts';
import { beAsNice } from './niceness.ts';

const BOOT_MS = 10_000;
/** How V8 was measured to end over a heap or a size that it cannot serve. Exit codes are those of a shell that passes the signal on. */
const ABORTS = new Set<unknown>(['SIGTRAP', 133, 'SIGABRT', 134]);
/** How a broken program ends: an addon or a machine that fails does this to anybody's code. */
const CRASHES = new Set<unknown>(['SIGILL', 132, 'SIGBUS', 135, 'SIGSEGV', 139]);

/** Killed by nobody we know (perhaps by the kernel, for memory), given up by V8 (mostly over memory), crashed, or gone in another way. */
type Death = 'outsider' | 'abort' | 'crash' | 'itself';

/**
 * The child ended while learner code was in it, and not by a limit that it met. Once it may be chance, or a machine that has no memory left;
 * whoever sees it twice, and a known-good submission pass after it, knows whose doing it is (run-submission.ts).
 */
export class ChildDied extends SubjectEnded {
	readonly by: Death;
	/** What had been judged by then, from whoever judged: it stays the learner's. */
	judged: { readonly report: GradeReport; readonly logs: string; readonly tfjs: string; readonly lent: readonly string[] } = {
		report: { results: [] },
		logs: '',
		tfjs: '',
		lent: [],
	};

	constructor(by: Death, message: string) {
		super('unavailable', message);
		this.by = by;
	}
}

interface ChildOptions extends ChildKind {
	/** How long it may take to say that it is ready. */
	readonly bootMs?: number;
	/** Sees every byte that is sent to the child. */
	readonly record?: (bytes: Uint8Array) => void;
}

interface Waiting {
	readonly resolve: (frame: Frame) => void;
	readonly reject: (error: Error) => void;
}

export class Child {
	readonly exited: Promise<void>;
	readonly ready: Promise<{ node: string; tfjs: string }>;
	readonly pid: number | undefined;
	readonly #process: ChildProcess;
	readonly #pipe: Duplex;
	readonly #reader = new FrameReader();
	readonly #record: ((bytes: Uint8Array) => void) | undefined;
	#waiting: Waiting | undefined;
	#end: Error | undefined;
	#isBlamable = false;
	#mayPrepare = false;
	#clock: FairClock | undefined;
	/** Starts the clock of one answer, once a submission is in the child. */
	#timeAnswer: (() => FairClock) | undefined;
	#answerClock: FairClock | undefined;

	constructor(layers: Layers, folder: string, options: ChildOptions) {
		const [file = '', ...args] = layers.command(folder, options);
		this.#process = spawn(file, args, {
			cwd: '/',
			env: {},
			stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
			// A process group of its own, so that all of it can be killed: killed alone in its first milliseconds, bubblewrap leaves a process that waits for ever.
			detached: true,
		});
		this.#record = options.record;
		this.pid = this.#process.pid;
		beAsNice(this.pid);
		// The fourth stream is a socket pair, readable and writable.
		this.#pipe = this.#process.stdio[3] as Duplex;
		this.#pipe.on('data', (chunk: Buffer) => this.#read(chunk));
		// A pipe that breaks is told by the exit, which knows why.
		this.#pipe.on('error', () => undefined);
		this.exited = new Promise((resolve) => {
			this.#process.once('exit', (code, signal) => {
				this.#finish(this.#reasonOfExit(code, signal));
				resolve();
			});
			this.#process.once('error', (error) => {
				this.#finish(new SubjectEnded('unavailable', `The sandbox could not be started: ${error.message}`));
				resolve();
			});
		});
		this.ready = this.#boot(options.bootMs ?? BOOT_MS);
		// Whoever takes the child awaits ready; until then a failed boot must not end the process.
		this.ready.catch(() => undefined);
	}

	/** The clocks of the submission and of each answer: from here on the child's end may be the learner's doing. */
	startClock(wallMs: number, callMs = wallMs): void {
		this.#isBlamable = true;
		const waitedMs = waitMeter(this.pid);
		const start = (ms: number): FairClock =>
			new FairClock(ms, waitedMs, () => this.#kill(new SubjectEnded('timeout', `The clock of ${ms} ms ran out.`)));
		this.#clock = start(wallMs);
		this.#timeAnswer = () => start(callMs);
	}

	ask(head: ToChild, body: Uint8Array): Promise<Frame> {
		if (this.#end !== undefined) return Promise.reject(this.#end);
		const bytes = writeFrame(head, body);
		const answer = this.#next();
		this.#answerClock?.stop();
		this.#answerClock = this.#timeAnswer?.();
		this.#send(bytes);
		return answer;
	}

	/** Lets a child that is ready use its wait. Once is enough. */
	prepare(): void {
		if (!this.#mayPrepare || this.#end !== undefined) return;
		this.#mayPrepare = false;
		this.#send(writeFrame({ type: 'prepare' }));
	}

	/** Kills the child for breaking the protocol. Gives the reason why the child ended, which may be an older one. */
	refuse(what: string): Error {
		this.#kill(this.#failure(`The sandbox sent ${what}.`));
		return this.#end ?? new Error(what);
	}

	/** How it died under learner code, if it did. */
	get death(): ChildDied | undefined {
		return this.#end instanceof ChildDied ? this.#end : undefined;
	}

	/** Ends it, whatever it does. Resolves when the process is gone. */
	dispose(): Promise<void> {
		this.#kill(new SubjectEnded('unavailable', 'The child was put away.'));
		return this.exited;
	}

	async #boot(bootMs: number): Promise<{ node: string; tfjs: string }> {
		const notReady = (): void => this.#kill(new SubjectEnded('unavailable', `The sandbox was not ready after ${bootMs} ms.`));
		const clock = new FairClock(bootMs, waitMeter(this.pid), notReady);
		try {
			const { head } = await this.#next();
			if (head['type'] !== 'ready') throw this.refuse(`${String(head['message'] ?? head['type'])} before it was ready`);
			this.#mayPrepare = true;
			return { node: String(head['node']), tfjs: String(head['tfjs']) };
		} finally {
			clock.stop();
		}
	}

	#send(bytes: Buffer): void {
		this.#record?.(bytes);
		this.#pipe.write(bytes);
	}

	#next(): Promise<Frame> {
		return new Promise((resolve, reject) => {
			if (this.#end !== undefined) reject(this.#end);
			this.#waiting = { resolve, reject };
		});
	}

	#read(chunk: Buffer): void {
		try {
			for (const frame of this.#reader.push(chunk)) this.#take(frame);
		} catch (error) {
			this.refuse(error instanceof Error ? error.message : 'bytes that are no frame');
		}
	}

	#take(frame: Frame): void {
		const { type, reason, message } = frame.head;
		this.#answerClock?.stop();
		if (type === 'ended' && this.#isBlamable && (reason === 'timeout' || reason === 'out-of-memory')) {
			this.#kill(new SubjectEnded(reason, 'The child met its limit.'));
			return;
		}
		if (type === 'fault') {
			this.#kill(this.#failure(`The sandbox failed: ${String(message).slice(0, 2_000)}`));
			return;
		}
		const waiting = this.#waiting;
		this.#waiting = undefined;
		if (waiting === undefined) this.refuse('a frame that nobody asked for');
		else waiting.resolve(frame);
	}

	#kill(why: Error): void {
		this.#finish(why);
		this.#killGroup();
		this.#pipe.destroy();
	}

	/** The process and what it started. Once it has ended, its number may be another's. */
	#killGroup(): void {
		if (this.pid === undefined || this.#process.exitCode !== null || this.#process.signalCode !== null) return;
		try {
			process.kill(-this.pid, 'SIGKILL');
		} catch {
			// Gone already, and its exit not yet told.
			this.#process.kill('SIGKILL');
		}
	}

	#finish(why: Error): void {
		this.#clock?.stop();
		this.#answerClock?.stop();
		this.#end ??= why;
		this.#waiting?.reject(this.#end);
		this.#waiting = undefined;
	}

	#reasonOfExit(code: number | null, signal: NodeJS.Signals | null): Error {
		const how = signal ?? `code ${code}`;
		if (!this.#isBlamable) return new SubjectEnded('unavailable', `The sandbox ended by ${how} before it had a submission.`);
		if (ABORTS.has(signal ?? code)) return new ChildDied('abort', `The sandbox ended by ${how}.`);
		if (CRASHES.has(signal ?? code)) return new ChildDied('crash', `The sandbox ended by ${how}.`);
		if (signal === 'SIGXCPU' || code === 152) return new SubjectEnded('timeout', 'The processor time ran out.');
		if (signal === 'SIGKILL' || code === 137) return new ChildDied('outsider', 'The sandbox was killed by somebody else.');
		return new ChildDied('itself', `The sandbox ended by ${how}.`);
	}

	/** Before learner code is in the child only we can have failed. */
	#failure(message: string): SubjectEnded {
		return this.#isBlamable ? new ChildDied('itself', message) : new SubjectEnded('unavailable', message);
	}
}
