/**
 * Sends what waits in this browser, one after another, until all is gone or one must wait; then tries again by itself: after a while, when the
 * connection returns, and when the learner comes back to the page, as after signing in in another tab. A server that was away gives no event.
 */
import { type Signal, signal } from '@preact/signals';
import { nextToSend, type Queue, type QueuedSubmission } from './submission-queue.ts';

/** The first time; then twice as long each time, so that trying never uses up what the server grants a learner. */
export const RETRY_MS = 15_000;
export const LONGEST_RETRY_MS = 240_000;

/** Why something waits: the sentence that the learner reads, and what it waits for. */
export interface Held {
	readonly why: 'offline' | 'signed-out' | 'ours' | 'too-many';
	readonly message: string;
}

export interface DrainOptions {
	/** What waits, from where it is stored. */
	readonly read: () => Promise<void>;
	readonly waiting: Signal<Queue>;
	/** Sends one and takes it out of the queue if the answer ends it; else says why it waits. Quiet: nobody asked for it just now. */
	readonly send: (item: QueuedSubmission, isQuiet: boolean) => Promise<Held | null>;
	/** Where `online` and `focus` come from. */
	readonly target: EventTarget;
}

export interface Drain {
	/** Null when nothing waits. */
	readonly held: Signal<Held | null>;
	/** Keys of those that are being sent now. */
	readonly onTheWay: ReadonlySet<string>;
	run(isQuiet: boolean, isMeant?: (item: QueuedSubmission) => boolean): Promise<void>;
	dispose(): void;
}

export function createDrain({ read, waiting, send, target }: DrainOptions): Drain {
	const held = signal<Held | null>(null);
	const onTheWay = new Set<string>();
	let timer: ReturnType<typeof setTimeout> | undefined;
	let waitMs = RETRY_MS;

	async function run(isQuiet: boolean, isMeant: (item: QueuedSubmission) => boolean = () => true): Promise<void> {
		clearTimeout(timer);
		if (!isQuiet) waitMs = RETRY_MS;
		await read();
		const tried = new Set<string>();
		const next = (): QueuedSubmission | undefined => nextToSend(waiting.peek().filter(isMeant), new Set([...tried, ...onTheWay]));
		let reason: Held | null = null;
		for (let item = next(); item !== undefined; item = next()) {
			tried.add(item.key);
			onTheWay.add(item.key);
			const answer = await send(item, isQuiet).finally(() => onTheWay.delete(item?.key ?? ''));
			reason = answer ?? reason;
			if (answer === null) waitMs = RETRY_MS;
			// A limit may be that of one lab; every other reason holds for all.
			if (answer !== null && answer.why !== 'too-many') break;
		}
		settle(reason);
	}

	function settle(reason: Held | null): void {
		const now = held.peek();
		if (waiting.peek().length === 0) held.value = null;
		else if (reason !== null && (reason.why !== now?.why || reason.message !== now.message)) held.value = reason;
		const why = held.peek()?.why;
		clearTimeout(timer);
		// Time alone signs nobody in.
		if (why === undefined || why === 'signed-out') return;
		timer = setTimeout(() => {
			waitMs = Math.min(2 * waitMs, LONGEST_RETRY_MS);
			void run(true);
		}, waitMs);
	}

	const onOnline = (): void => void run(false);
	const onFocus = (): void => void (waiting.peek().length > 0 && run(true));
	target.addEventListener('online', onOnline);
	target.addEventListener('focus', onFocus);
	return {
		held,
		onTheWay,
		run,
		dispose() {
			clearTimeout(timer);
			target.removeEventListener('online', onOnline);
			target.removeEventListener('focus', onFocus);
		},
	};
}
