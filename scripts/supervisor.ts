/** Keeps child processes alive: restarts one that ends, with waits that double up to 30 s. On SIGINT or SIGTERM all end within 2 s. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** A process that lived this long was well: the next wait starts small again. */
const WELL_AFTER_MS = 60_000;
const GRACE_MS = 1_200;

export class Supervisor {
	readonly #root: string;
	readonly #env: NodeJS.ProcessEnv;
	readonly #children = new Set<ChildProcess>();
	readonly #timers = new Set<NodeJS.Timeout>();
	readonly #stopped: Promise<void>;
	#isStopping = false;
	#resolveStopped: () => void = () => {};

	constructor(root: string, env: NodeJS.ProcessEnv) {
		this.#root = root;
		this.#env = env;
		this.#stopped = new Promise((resolve) => {
			this.#resolveStopped = resolve;
		});
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.stop());
	}

	keep(name: string, script: string, waitMs = FIRST_WAIT_MS): void {
		if (this.#isStopping) return;
		const startedAt = Date.now();
		// A group of its own: Ctrl-C reaches us alone, and we end the children in order, with whatever they started. Children of the sandbox have groups
		// of their own and end with their grader: by bubblewrap, or by the pipe that closes.
		const child = spawn(process.execPath, ['--import', pathToFileURL(join(import.meta.dirname, 'end-with-parent.ts')).href, script], {
			cwd: this.#root,
			env: this.#env,
			stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
			detached: process.platform !== 'win32',
		});
		this.#children.add(child);
		child.on('exit', (code, signal) => {
			this.#children.delete(child);
			if (this.#isStopping) return this.#settle();
			endGroup(child, 'SIGKILL');
			const wait = Date.now() - startedAt > WELL_AFTER_MS ? FIRST_WAIT_MS : waitMs;
			console.error(`The ${name} process ended (${signal ?? code}); it starts again in ${(wait / 1000).toFixed(1)} s.`);
			this.#later(wait, () => this.keep(name, script, Math.min(wait * 2, LONGEST_WAIT_MS)));
		});
	}

	stop(): void {
		if (this.#isStopping) return;
		this.#isStopping = true;
		for (const timer of this.#timers) clearTimeout(timer);
		for (const child of this.#children) endGroup(child, 'SIGTERM');
		setTimeout(() => {
			for (const child of this.#children) endGroup(child, 'SIGKILL');
		}, GRACE_MS).unref();
		this.#settle();
	}

	untilStopped(): Promise<void> {
		return this.#stopped;
	}

	#settle(): void {
		if (this.#children.size === 0) this.#resolveStopped();
	}

	#later(ms: number, run: () => void): void {
		const timer = setTimeout(() => {
			this.#timers.delete(timer);
			run();
		}, ms);
		this.#timers.add(timer);
	}
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
	if (child.pid === undefined) return;
	try {
		if (process.platform === 'win32') child.kill(signal);
		else process.kill(-child.pid, signal);
	} catch (error) {
		// ESRCH: everything in the group has ended already.
		if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
	}
}
