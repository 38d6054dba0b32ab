/**
 * A clock that stands still while the machine keeps waiting what it times: a busy machine must not look like a slow submission.
 * Linux tells how long each thread was ready and did not run (`/proc/<pid>/task/<tid>/schedstat`, second number, in ns); elsewhere this is a plain clock.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** However busy the machine is, the clock runs out after this many times its length. */
export const MOST_STRETCH = 3;

export class FairClock {
	readonly #limitMs: number;
	readonly #waitedMs: () => number;
	readonly #onEnd: () => void;
	readonly #startedAt = performance.now();
	#timer: NodeJS.Timeout | undefined;
	#isStopped = false;

	/** `waitedMs`: how long, of the time since the start, what is timed would have run if it could; asked only when the time seems to be up. */
	constructor(limitMs: number, waitedMs: () => number, onEnd: () => void) {
		this.#limitMs = limitMs;
		this.#waitedMs = waitedMs;
		this.#onEnd = onEnd;
		this.#arm(limitMs);
	}

	stop(): void {
		this.#isStopped = true;
		clearTimeout(this.#timer);
	}

	#arm(ms: number): void {
		// An answer that has arrived already is read before the clock is looked at.
		this.#timer = setTimeout(() => setImmediate(() => this.#look()), ms);
	}

	#look(): void {
		if (this.#isStopped) return;
		const elapsed = performance.now() - this.#startedAt;
		const allowed = Math.min(this.#limitMs + this.#waitedMs(), MOST_STRETCH * this.#limitMs);
		if (elapsed < allowed) this.#arm(allowed - elapsed);
		else this.#onEnd();
	}
}

/**
 * How long a process and this one, which it waits for, have stood ready without a processor, in ms, since this function was called. Of the process it is the
 * thread that waited most, from its birth: the time before is at most a boot, and a clock that is kind to that extent does no harm. Whatever the files say,
 * what they no longer say (a process ended, a file vanished) counts as no wait. `proc`: where they lie.
 */
export function waitMeter(pid: number | undefined, proc = '/proc'): () => number {
	const own = waitedBy(proc, process.pid, [String(process.pid)]);
	return () => {
		const here = waitedBy(proc, process.pid, [String(process.pid)]) - own;
		const there = pid === undefined ? [] : familyOf(proc, pid).map((member) => waitedBy(proc, member, filesIn(`${proc}/${member}/task`)));
		return Math.max(0, here) + Math.max(0, ...there);
	};
}

/** The longest wait of the threads, in ms. */
function waitedBy(proc: string, pid: number, threads: readonly string[]): number {
	const waits = threads.map((thread) => Number(textOf(`${proc}/${pid}/task/${thread}/schedstat`).split(' ')[1] ?? 0) / 1e6);
	return Math.max(0, ...waits.filter(Number.isFinite));
}

/** The process and all that descend from it: under bubblewrap learner code runs in a grandchild. A set: numbers of processes are used again, and could make a ring. */
export function familyOf(proc: string, pid: number): number[] {
	const numbers = filesIn(proc).map(Number).filter(Number.isInteger);
	const childrenOf = Map.groupBy(numbers, (each) => parentOf(proc, each));
	const family = new Set([pid]);
	for (const member of family) for (const child of childrenOf.get(member) ?? []) family.add(child);
	return [...family];
}

function parentOf(proc: string, pid: number): number {
	return statOf(`${proc}/${pid}`)[1] ?? 0;
}

/** What the kernel says of a process behind its name: state (no number), parent, group, session. The name stands in parentheses and may hold anything. */
export function statOf(folder: string): number[] {
	const stat = textOf(`${folder}/stat`);
	return stat
		.slice(stat.lastIndexOf(')') + 2)
		.split(' ')
		.map(Number);
}

/** A process may end while it is looked at, and other systems than Linux have no such files. */
function textOf(path: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return '';
	}
}

function filesIn(folder: string): string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}
