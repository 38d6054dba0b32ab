/**
 * The queue of submissions as this browser keeps it, shared by all tabs. Where it has no room, what was pressed here is kept by this page alone: it goes
 * out all the same, and is lost with the page.
 */
import { type Signal, signal } from '@preact/signals';
import { get, update } from 'idb-keyval';
import { type Queue, type QueuedSubmission, withoutKey } from './submission-queue.ts';

export interface LocalQueue {
	readonly waiting: Signal<Queue>;
	read(): Promise<void>;
	/** `how`: the stored queue with the item in it. */
	add(item: QueuedSubmission, how: (queue: Queue) => Queue): Promise<void>;
	remove(key: string): Promise<void>;
}

export function createLocalQueue(owner: string): LocalQueue {
	const key = `submissions:${owner}`;
	const waiting = signal<Queue>([]);
	let unstored: Queue = [];

	async function read(): Promise<void> {
		const stored = (await get<Queue>(key).catch(() => undefined)) ?? [];
		const keys = new Set(stored.map((item) => item.key));
		unstored = unstored.filter((item) => !keys.has(item.key));
		waiting.value = [...stored, ...unstored];
	}

	/** Through the stored queue, so that another tab's additions stay. */
	async function change(how: (queue: Queue) => Queue): Promise<boolean> {
		return update<Queue>(key, (stored) => how(stored ?? [])).then(
			() => true,
			() => false,
		);
	}

	return {
		waiting,
		read,
		async add(item, how) {
			if (!(await change(how))) unstored = [...withoutKey(unstored, item.key), item];
			await read();
		},
		async remove(done) {
			unstored = withoutKey(unstored, done);
			await change((queue) => withoutKey(queue, done));
			await read();
			// A store that cannot even be made shorter: it must not go out from here again.
			waiting.value = withoutKey(waiting.peek(), done);
		},
	};
}
