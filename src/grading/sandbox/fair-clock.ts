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
 * thread that waited most, from its birth: the time before is at most a boot, and a clock that is kind to that extent does no harm.
 */
export function waitMeter(pid: number | undefined): () => number {
	const own = waitedBy(process.pid, [String(process.pid)]);
	return () => {
		const here = waitedBy(process.pid, [String(process.pid)]) - own;
		const there = pid === undefined ? [] : familyOf(pid).map((member) => waitedBy(member, filesIn(`/proc/${member}/task`)));
		return here + Math.max(0, ...there);
	};
}

/** The longest wait of the threads, in ms. */
function waitedBy(pid: number, threads: readonly string[]): number {
	const waits = threads.map((thread) => Number(textOf(`/proc/${pid}/task/${thread}/schedstat`).split(' ')[1] ?? 0) / 1e6);
	return Math.max(0, ...waits.filter(Number.isFinite));
}

/** The process and all that descend from it: under bubblewrap learner code runs in a grandchild. */
function familyOf(pid: number): number[] {
	const childrenOf = Map.groupBy(filesIn('/proc').map(Number).filter(Number.isInteger), parentOf);
	const family = [pid];
	for (const member of family) family.push(...(childrenOf.get(member) ?? []));
	return family;
}

/** The name of a process stands in parentheses and may hold anything, so fields are counted from the last one. */
function parentOf(pid: number): number {
	const stat = textOf(`/proc/${pid}/stat`);
	return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
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
