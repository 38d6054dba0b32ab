/** Keeps children booted ahead, so that a submission waits for none. A child is handed out once and never comes back. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SubjectEnded } from '#grading/core/subject.ts';
import { Child } from './child-process.ts';
import { MOST_STRETCH } from './fair-clock.ts';
import type { ChildKind, Layers } from './layers.ts';

export interface PoolOptions {
	readonly layers: Layers;
	/** Folder made by scripts/build-sandbox.ts. */
	readonly folder: string;
	readonly size?: number;
	/** How long a child may take to say that it is ready; tests shorten it. */
	readonly bootMs?: number;
	/** Sees every byte that a child with learner code is sent. */
	readonly record?: (bytes: Uint8Array) => void;
}

/** What a child is made for. */
export interface Demand {
	readonly memoryMiB: number;
	/** The grader's clock over it. */
	readonly wallMs: number;
}

/** Of the children kept ahead. Labs that ask for other memory or more time get a child of their own, booted when it is asked for. */
const AHEAD: Demand = { memoryMiB: 192, wallMs: 20_000 };
/** So many of them, unless told otherwise. */
export const POOL_SIZE = 2;
/** Of the heap in the child that measures weights. The largest file with its moments takes a tenth of it. */
const WEIGHTS_MIB = 512;

export class Pool {
	readonly layers: Layers;
	readonly folder: string;
	/** Names what runs in the children; undefined for a folder that the build did not make. */
	readonly hash: string | undefined;
	readonly #size: number;
	readonly #bootMs: number | undefined;
	readonly #record: ((bytes: Uint8Array) => void) | undefined;
	readonly #idle: Child[] = [];
	readonly #alive = new Set<Child>();
	#isClosed = false;
	/** Somebody works alone: nothing boots and nothing is prepared beside them. */
	#isAlone = false;
	readonly #out = new Set<Child>();
	#gate: Promise<unknown> = Promise.resolve();

	constructor(options: PoolOptions) {
		this.layers = options.layers;
		this.folder = options.folder;
		const hashFile = join(options.folder, 'hash');
		this.hash = existsSync(hashFile) ? readFileSync(hashFile, 'utf8') : undefined;
		this.#size = options.size ?? POOL_SIZE;
		this.#bootMs = options.bootMs;
		this.#record = options.record;
		this.#fill();
	}

	/** Alone means a new child too: whoever killed the last one may have killed those kept ahead. @throws SubjectEnded when it does not boot. */
	async take(demand = AHEAD, isAlone = false): Promise<Child> {
		if (!isAlone) await this.#gate;
		if (this.#isClosed) throw new SubjectEnded('unavailable', 'The pool is closed.');
		const isAhead = demand.memoryMiB === AHEAD.memoryMiB && demand.wallMs <= AHEAD.wallMs && !isAlone;
		const child = (isAhead ? this.#idle.shift() : undefined) ?? this.#boot('submission', demand);
		this.#out.add(child);
		void child.exited.then(() => {
			this.#out.delete(child);
			this.#useWait();
		});
		await child.ready;
		return child;
	}

	/** A child for one uploaded file, booted now. @throws SubjectEnded when it does not boot. */
	async takeForWeights(wallMs: number): Promise<Child> {
		if (this.#isClosed) throw new SubjectEnded('unavailable', 'The pool is closed.');
		const child = this.#boot('weights', { memoryMiB: WEIGHTS_MIB, wallMs });
		await child.ready;
		return child;
	}

	/** Runs the work while no other submission has a child: whoever was killed for memory gets the machine once. */
	async alone<T>(work: () => Promise<T>): Promise<T> {
		const before = this.#gate;
		const mine = Promise.withResolvers<void>();
		this.#gate = before.then(() => mine.promise);
		await before;
		try {
			this.#isAlone = true;
			await Promise.all([...this.#out].map((child) => child.exited));
			return await work();
		} finally {
			this.#isAlone = false;
			mine.resolve();
			this.refill();
			this.#useWait();
		}
	}

	/** To be called when a submission is done: booting beside it would slow it down. */
	refill(): void {
		if (!this.#isClosed && !this.#isAlone) this.#fill();
	}

	/** Resolves when every child kept ahead has booted. */
	async untilWarm(): Promise<void> {
		await Promise.all(this.#idle.map((child) => child.ready));
	}

	pids(): number[] {
		return [...this.#alive].flatMap((child) => child.pid ?? []);
	}

	async close(): Promise<void> {
		this.#isClosed = true;
		await Promise.all([...this.#alive].map((child) => child.dispose()));
	}

	#fill(): void {
		while (this.#idle.length < this.#size) {
			const child = this.#boot('submission', AHEAD);
			this.#idle.push(child);
			// One that does not boot tells whoever takes it.
			child.ready.then(
				() => this.#useWait(),
				() => undefined,
			);
		}
	}

	/**
	 * While nobody is judged, those kept ahead begin to make realms: beside a submission they would slow it down, and of few cases most would be for
	 * nothing. Who has begun goes on, for a quarter of a second.
	 */
	#useWait(): void {
		if (this.#out.size === 0 && !this.#isAlone) for (const child of this.#idle) child.prepare();
	}

	#boot(holds: ChildKind['holds'], { memoryMiB, wallMs }: Demand): Child {
		const record = this.#record === undefined || holds === 'weights' ? {} : { record: this.#record };
		const boot = this.#bootMs === undefined ? {} : { bootMs: this.#bootMs };
		// Two seconds for the boot and the end; the grader's clock may stretch, and the kernel's must not come first.
		const cpuSeconds = Math.ceil((wallMs / 1_000 + 2) * MOST_STRETCH);
		const child = new Child(this.layers, this.folder, { holds, memoryMiB, cpuSeconds, ...record, ...boot });
		this.#alive.add(child);
		void child.exited.then(() => {
			this.#alive.delete(child);
			const at = this.#idle.indexOf(child);
			if (at >= 0) this.#idle.splice(at, 1);
		});
		return child;
	}
}
